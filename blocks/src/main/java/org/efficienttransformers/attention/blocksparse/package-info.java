/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * BigBird's attention: blocks of positions, of which each sees its neighbours, the first, the last
 * and some at random. In the order in which it is best read:
 *
 * <ol>
 *   <li>{@link org.efficienttransformers.attention.blocksparse.BlockSparseAttention}, the Block:
 *       what it computes, padding to whole blocks, and when everything sees everything.
 *   <li>{@link org.efficienttransformers.attention.blocksparse.RandomBlocks}: how random blocks are
 *       chosen, as in the paper and as Hugging Face transformers does.
 *   <li>{@link org.efficienttransformers.attention.blocksparse.BlockTable}: the blocks that each
 *       block sees, and how often each of them counts.
 *   <li>{@link org.efficienttransformers.attention.blocksparse.BlockSparseKernel}, the arithmetic:
 *       blocks of queries with the blocks in their lists, as NDArray operations; the same as
 *       TorchScript is block_sparse.py among the resources, with its gradients next to it.
 *   <li>{@link org.efficienttransformers.attention.blocksparse.BigBirdKind}: its settings, how it
 *       is put into a loaded model, its pattern and its cost.
 * </ol>
 *
 * <p>The resources program*.py are the same attention within the program of a whole encoder.
 */
package org.efficienttransformers.attention.blocksparse;
