/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.blocksparse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.efficienttransformers.kernel.HostData;

/** The blocks that block rows see, as programs read them. */
final class SeenBlocks {

    /** Those that each block row sees besides the random ones: first, own, neighbours, last. */
    private static final int FIXED = 5;

    private SeenBlocks() {}

    /**
     * Returns the random ones alone.
     *
     * @param manager owns the array
     * @param random {@code [head][block row - 1][i]}
     * @return (h, rows, r), INT64
     */
    static NDArray random(NDManager manager, int[][][] random) {
        int rows = random[0].length;
        int count = random[0][0].length;
        long[] all = new long[random.length * rows * count];
        int at = 0;
        for (int[][] head : random) {
            for (int[] row : head) {
                for (int block : row) {
                    all[at++] = block;
                }
            }
        }
        return HostData.create(manager, all, new Shape(random.length, rows, count));
    }

    /**
     * Returns all of them, where the blocks of a head follow those of the head before: for each row
     * but the first and the last, which see all, the first block, its own, the random ones, the one
     * after it, the one before it and the last.
     *
     * <p>Where the neighbour is the first or the last block, it is left out, and a block at the end
     * isn't to be read.
     *
     * @param manager owns the array
     * @param random {@code [head][block row - 1][i]}
     * @return (2, h, rows * (5 + r)), INT64: those of keys, and of values, whose blocks follow
     */
    static NDArray all(NDManager manager, int[][][] random) {
        int rows = random[0].length;
        int blocks = rows + 2;
        int slots = FIXED + random[0][0].length;
        long[] all = new long[2 * random.length * rows * slots];
        int at = 0;
        for (int half = 0; half < 2 * random.length; half++) {
            int head = half % random.length;
            long start = (long) half * blocks;
            for (int row = 1; row <= rows; row++) {
                int end = at + slots;
                all[at++] = start;
                all[at++] = start + row;
                for (int block : random[head][row - 1]) {
                    all[at++] = start + block;
                }
                if (row < rows) {
                    all[at++] = start + row + 1;
                }
                if (row > 1) {
                    all[at++] = start + row - 1;
                }
                while (at < end) {
                    all[at++] = start + blocks - 1;
                }
            }
        }
        return HostData.create(manager, all, new Shape(2, random.length, (long) rows * slots));
    }
}
