/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Longformer's attention: a window around each position, and global tokens. In the order in which
 * it is best read:
 *
 * <ol>
 *   <li>{@link org.efficienttransformers.attention.window.SlidingWindowAttention}, the Block: what
 *       it computes, its projections, dilation, and how a text is continued.
 *   <li>{@link org.efficienttransformers.attention.window.SlidingWindowKernel}, the arithmetic:
 *       each query with its window and the global keys, as NDArray operations; the same as
 *       TorchScript is sliding_window.py among the resources, with its gradients next to it.
 *   <li>{@link org.efficienttransformers.attention.window.GlobalTokens}: which tokens are global,
 *       and how they are picked out of a batch.
 *   <li>{@link org.efficienttransformers.attention.window.GlobalRows}: what the global tokens
 *       themselves attend to, without projecting a whole text for them.
 *   <li>{@link org.efficienttransformers.attention.window.LongformerKind}: its settings, how it is
 *       put into a loaded model, its pattern and its cost.
 * </ol>
 *
 * <p>The resources program*.py are the same attention within the program of a whole encoder.
 */
package org.efficienttransformers.attention.window;
