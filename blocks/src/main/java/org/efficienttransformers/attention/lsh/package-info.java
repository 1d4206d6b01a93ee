/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Reformer's attention: positions sorted by a hash and cut into chunks, or cut as they stand. In
 * the order in which it is best read:
 *
 * <ol>
 *   <li>{@link org.efficienttransformers.attention.lsh.ChunkedAttention}, what both Blocks share:
 *       padding to whole chunks, their part of a program, and how a text is continued.
 *   <li>{@link org.efficienttransformers.attention.lsh.LocalAttention}, the Block of local layers,
 *       and what it remembers of a text.
 *   <li>{@link org.efficienttransformers.attention.lsh.LshAttention}, the Block of hashed layers.
 *   <li>{@link org.efficienttransformers.attention.lsh.LshHash}: rotations, buckets, and the order
 *       that they give.
 *   <li>{@link org.efficienttransformers.attention.lsh.ChunkKernel}, the arithmetic: each query
 *       with its chunk and the neighbours, as NDArray operations; the same as TorchScript is
 *       chunks.py among the resources.
 *   <li>{@link org.efficienttransformers.attention.lsh.LshPast}: what a hashed layer remembers of a
 *       text, and where a further position stands in its orders.
 *   <li>{@link org.efficienttransformers.attention.lsh.ReformerKind}: its settings, its patterns
 *       and its cost.
 * </ol>
 *
 * <p>The resources program*.py are the same attention within the program of a whole encoder.
 */
package org.efficienttransformers.attention.lsh;
