/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.blocksparse;

import static org.efficienttransformers.settings.Require.require;

import java.util.Random;
import java.util.stream.IntStream;

/**
 * Blocks drawn without replacement from those that are neither global nor in the window.
 *
 * @param seed where the numbers start
 */
public record FixedRandomBlocks(long seed) implements RandomBlocks {

    /** {@inheritDoc} */
    @Override
    public int[][][] choose(int heads, int blocks, int blockSize, int count) {
        // Random, because its algorithm is part of its specification.
        Random random = new Random(seed);
        int[][][] plan = new int[heads][blocks - 2][];
        for (int[][] rows : plan) {
            for (int row = 1; row < blocks - 1; row++) {
                int query = row;
                int[] others =
                        IntStream.range(1, blocks - 1)
                                .filter(block -> Math.abs(block - query) > 1)
                                .toArray();
                require(
                        others.length >= count,
                        "%s random blocks are asked for, but block row %s of %s has only %s beside"
                                + " the global ones and its window; ask for fewer, or take a"
                                + " longer sequence or smaller blocks.",
                        count,
                        row,
                        blocks,
                        others.length);
                rows[row - 1] = draw(random, others, count);
            }
        }
        return plan;
    }

    private static int[] draw(Random random, int[] blocks, int count) {
        int[] drawn = new int[count];
        for (int i = 0; i < count; i++) {
            int j = i + random.nextInt(blocks.length - i);
            drawn[i] = blocks[j];
            blocks[j] = blocks[i];
        }
        return drawn;
    }
}
