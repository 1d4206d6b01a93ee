/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.blocksparse;

/**
 * Chooses the random key blocks of {@link BlockSparseAttention}: those that a block of queries sees
 * beside its window and the global blocks.
 *
 * <p>A choice depends on nothing but its arguments: the same ones give the same plan on every call
 * and every machine.
 */
@FunctionalInterface
public interface RandomBlocks {

    /**
     * Chooses.
     *
     * @param heads h
     * @param blocks the number of blocks of the sequence, padding included
     * @param blockSize k
     * @param count r, how many for each block of queries, 0 or more
     * @return {@code [head][block row - 1][i]}: h times (blocks - 2) times r indices of blocks; the
     *     first and the last block row see all and need none. A block that the row sees already is
     *     allowed: it counts once more
     * @throws IllegalArgumentException if the sequence has too few blocks to choose from
     */
    int[][][] choose(int heads, int blocks, int blockSize, int count);

    /**
     * The plan of the paper: for each head and block row r blocks drawn without replacement from
     * those that are neither global nor in the row's window.
     *
     * @param seed where the numbers start, such as the number of the layer
     * @return the plan
     */
    static RandomBlocks fixed(long seed) {
        return new FixedRandomBlocks(seed);
    }

    /**
     * What Hugging Face transformers does outside of training: its table of random blocks is all
     * zeros then, so that block 0 counts r more times in the softmax of each row (<a
     * href="https://github.com/huggingface/transformers/pull/23056">PR 23056</a>). Checkpoints give
     * the numbers of transformers under this plan alone.
     *
     * @return the plan
     */
    static RandomBlocks firstBlock() {
        return new FirstBlock();
    }

    /**
     * The plan by which Hugging Face transformers trains, drawn from numpy's {@code
     * RandomState(seed)}. At lengths of 1024, 3072 and 4096 tokens blocks come from the first 1024
     * tokens and may coincide with a row's window; at others, from the first 2 * r + 5 blocks.
     *
     * @param seed where the numbers start: the number of the layer, from 0
     * @param maxPositions {@code max_position_embeddings} of config.json, on which the plan of the
     *     three lengths depends
     * @return the plan
     */
    static RandomBlocks transformersTraining(int seed, int maxPositions) {
        return new NumpyRandomBlocks(seed, maxPositions);
    }
}
