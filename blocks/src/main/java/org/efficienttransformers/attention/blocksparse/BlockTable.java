/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.blocksparse;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.efficienttransformers.kernel.HostData;

/**
 * The key blocks that blocks of queries see, one list for each head and each block row but the
 * first and the last, which see all.
 *
 * <p>A block may stand in a list more than once and then counts as often. Lists are kept as
 * distinct blocks with their counts, all of one length: what is missing is filled with blocks that
 * count 0 times.
 */
public final class BlockTable {

    private final int blockSize;
    private final int heads;
    private final int rows;
    private final int slots;
    private final int[] blocks;
    private final int[] counts;

    /**
     * Makes a table.
     *
     * @param blockSize the number of positions in a block, k
     * @param lists {@code [head][block row - 1]}, indices of blocks, in any order; all heads have
     *     as many rows, and the sequence has two blocks more
     * @throws IllegalArgumentException if a block doesn't exist
     */
    public BlockTable(int blockSize, int[][][] lists) {
        this.blockSize = blockSize;
        heads = lists.length;
        rows = lists[0].length;
        int most = 0;
        for (int[][] head : lists) {
            for (int[] row : head) {
                most = Math.max(most, (int) Arrays.stream(row).distinct().count());
            }
        }
        slots = most;
        blocks = new int[heads * rows * slots];
        counts = new int[heads * rows * slots];
        for (int head = 0; head < heads; head++) {
            for (int row = 0; row < rows; row++) {
                fill((head * rows + row) * slots, lists[head][row]);
            }
        }
    }

    /**
     * Makes the table of global blocks, window and random blocks.
     *
     * @param random the random blocks, as {@link RandomBlocks#choose} gives them
     * @param blockSize the number of positions in a block, k
     * @return the table
     * @throws IllegalArgumentException if a random block doesn't exist
     */
    public static BlockTable with(int[][][] random, int blockSize) {
        int[][][] lists = new int[random.length][random[0].length][];
        for (int head = 0; head < random.length; head++) {
            for (int row = 0; row < lists[head].length; row++) {
                int[] fixed = {0, row, row + 1, row + 2, lists[head].length + 1};
                lists[head][row] =
                        IntStream.concat(
                                        Arrays.stream(fixed).distinct(),
                                        Arrays.stream(random[head][row]))
                                .toArray();
            }
        }
        return new BlockTable(blockSize, lists);
    }

    private BlockTable(BlockTable table, int first, int count) {
        blockSize = table.blockSize;
        heads = count;
        rows = table.rows;
        slots = table.slots;
        blocks =
                Arrays.copyOfRange(
                        table.blocks, first * rows * slots, (first + count) * rows * slots);
        counts =
                Arrays.copyOfRange(
                        table.counts, first * rows * slots, (first + count) * rows * slots);
    }

    /**
     * {@return the table of some heads}
     *
     * @param first the first of them
     * @param count how many
     */
    public BlockTable of(int first, int count) {
        return count == heads ? this : new BlockTable(this, first, count);
    }

    private void fill(int start, int... list) {
        Map<Integer, Integer> counted = new TreeMap<>();
        for (int block : list) {
            require(
                    block >= 0 && block < rows + 2,
                    "Block %s is to be seen; allowed: from 0 to %s in a sequence of %s blocks.",
                    block,
                    rows + 1,
                    rows + 2);
            counted.merge(block, 1, Integer::sum);
        }
        int slot = start;
        for (Map.Entry<Integer, Integer> entry : counted.entrySet()) {
            blocks[slot] = entry.getKey();
            counts[slot++] = entry.getValue();
        }
    }

    int blockSize() {
        return blockSize;
    }

    int heads() {
        return heads;
    }

    /** The number of rows, which the first and the last block are not among. */
    int rows() {
        return rows;
    }

    /** The number of blocks in each list. */
    int slots() {
        return slots;
    }

    /**
     * Returns the lists and how often each of their blocks counts.
     *
     * @param manager owns the array
     * @return blocks, their places among the blocks of all heads, and counts, (3, h, rows, slots),
     *     INT64
     */
    NDArray array(NDManager manager) {
        int size = blocks.length;
        long[] all = new long[3 * size];
        for (int i = 0; i < size; i++) {
            all[i] = blocks[i];
            all[size + i] = blocks[i] + (long) (i / (rows * slots)) * (rows + 2);
            all[2 * size + i] = counts[i];
        }
        return HostData.create(manager, all, new Shape(3, heads, rows, slots));
    }

    /** Where each block stands if the blocks of all heads stand in one row: (h, rows, slots). */
    long[] positions() {
        long[] positions = new long[blocks.length];
        for (int i = 0; i < positions.length; i++) {
            int head = i / (rows * slots);
            positions[i] = (long) head * (rows + 2) + blocks[i];
        }
        return positions;
    }

    /**
     * What to add to the scores of each block, so that it counts as often as it should: (h, rows,
     * slots).
     *
     * @param hidden the score of a block that counts 0 times
     */
    float[] biases(double hidden) {
        float[] biases = new float[counts.length];
        for (int i = 0; i < biases.length; i++) {
            biases[i] = (float) (counts[i] == 0 ? hidden : Math.log(counts[i]));
        }
        return biases;
    }
}
