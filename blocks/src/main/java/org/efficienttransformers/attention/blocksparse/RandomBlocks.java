/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.blocksparse;

import static org.efficienttransformers.settings.Require.require;

import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.efficienttransformers.random.MersenneTwister;

/**
 * Chooses the random key blocks of {@link BlockSparseAttention}: those that a block of queries sees
 * besides its window and the global blocks.
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
     */
    record Fixed(long seed) implements RandomBlocks {

        @Override
        public int[][][] choose(int heads, int blocks, int blockSize, int count) {
            // Random, because its algorithm is part of its specification.
            Random random = new Random(seed);
            int[][][] plan = new int[heads][blocks - 2][];
            for (int[][] rows : plan) {
                for (int row = 1; row < blocks - 1; row++) {
                    int before = Math.max(row - 2, 0);
                    int others = before + Math.max(blocks - 3 - row, 0);
                    require(
                            others >= count,
                            "%s random blocks are asked for, but block row %s of %s has only %s"
                                    + " besides the global ones and its window; ask for fewer, or"
                                    + " take a longer sequence or smaller blocks.",
                            count,
                            row,
                            blocks,
                            others);
                    rows[row - 1] = draw(random, others, count);
                    for (int i = 0; i < count; i++) {
                        int drawn = rows[row - 1][i];
                        rows[row - 1][i] = drawn < before ? drawn + 1 : drawn - before + row + 2;
                    }
                }
            }
            return plan;
        }

        /** Some of the first numbers from 0, as a shuffle that ends after them draws them. */
        private static int[] draw(Random random, int numbers, int count) {
            int[] drawn = new int[count];
            int[] places = new int[count];
            int[] moved = new int[count];
            for (int i = 0; i < count; i++) {
                int place = i + random.nextInt(numbers - i);
                drawn[i] = at(place, places, moved, i);
                moved[i] = at(i, places, moved, i);
                places[i] = place;
            }
            return drawn;
        }

        /** What lies at a place: itself, or what the last of some steps moved there. */
        private static int at(int place, int[] places, int[] moved, int steps) {
            for (int i = steps - 1; i >= 0; i--) {
                if (places[i] == place) {
                    return moved[i];
                }
            }
            return place;
        }
    }

    /**
     * What Hugging Face transformers does outside of training: its table of random blocks is all
     * zeros then, so that block 0 counts r more times in the softmax of each row (<a
     * href="https://github.com/huggingface/transformers/pull/23056">PR 23056</a>). Checkpoints give
     * the numbers of transformers under this plan alone.
     */
    record FirstBlock() implements RandomBlocks {

        @Override
        public int[][][] choose(int heads, int blocks, int blockSize, int count) {
            return new int[heads][blocks - 2][count];
        }
    }

    /**
     * The plan by which Hugging Face transformers trains, peculiarities included: permutations of
     * the candidates of each row, drawn from numpy's {@code RandomState(seed)}, and the first r of
     * each. At lengths of 1024, 3072 and 4096 tokens blocks come from the first 1024 tokens and may
     * coincide with a row's window; at others, from the first 2 * r + 5 blocks.
     *
     * @param seed where the numbers start: the number of the layer, from 0
     * @param maxPositions {@code max_position_embeddings} of config.json, on which the plan of the
     *     three lengths depends
     */
    record Transformers(int seed, int maxPositions) implements RandomBlocks {

        /**
         * Lengths in tokens at which the models of the paper were trained, with a plan of their
         * own.
         */
        private static final Set<Integer> PAPER_LENGTHS = Set.of(1024, 3072, 4096);

        /** The plan for those lengths draws from this many tokens at the beginning. */
        private static final int DRAWN_TOKENS = 1024;

        @Override
        public int[][][] choose(int heads, int blocks, int blockSize, int count) {
            MersenneTwister random = new MersenneTwister(seed);
            int[][][] plan = new int[heads][blocks - 2][count];
            if (PAPER_LENGTHS.contains(blocks * blockSize)) {
                drawForPaperLength(random, plan, blockSize);
            } else {
                drawFromBeginning(random, plan);
            }
            check(plan, blocks);
            return plan;
        }

        /**
         * Head by head, each over all rows of the longest sequence, of which this one takes the
         * first: so the numbers of a head depend on the longest sequence.
         */
        private void drawForPaperLength(MersenneTwister random, int[][][] plan, int blockSize) {
            int blocks = Math.max(maxPositions / blockSize, plan[0].length + 2);
            int[] middle = IntStream.range(1, blocks - 1).toArray();
            int last = DRAWN_TOKENS > 2 * blockSize ? DRAWN_TOKENS / blockSize - 1 : blocks - 1;
            for (int[][] rows : plan) {
                for (int row = 1; row < blocks - 1; row++) {
                    int[] drawn = random.permutation(candidates(middle, row, last));
                    if (row <= rows.length) {
                        take(drawn, rows[row - 1], row);
                    }
                }
            }
        }

        /** What is open to a row; its last two rows don't leave out their windows. */
        private static int[] candidates(int[] middle, int row, int last) {
            if (row <= 2) {
                return slice(middle, row + 1, last);
            }
            if (row >= middle.length - 1) {
                return slice(middle, 0, last);
            }
            int start = row - 2;
            if (start > last) {
                return slice(middle, 0, last);
            }
            int[] before = slice(middle, 0, start);
            if (row + 1 == last) {
                return before;
            }
            int[] after = slice(middle, row + 1, last);
            int[] both = Arrays.copyOf(before, before.length + after.length);
            System.arraycopy(after, 0, both, before.length, after.length);
            return both;
        }

        /** As a slice in Python, which ends where the array does. */
        private static int[] slice(int[] array, int from, int to) {
            int end = Math.min(to, array.length);
            return from >= end ? new int[0] : Arrays.copyOfRange(array, from, end);
        }

        /**
         * Row by row, and in each head by head, from the first 2 * r + 5 blocks. The last row
         * draws, too, but is global and needs none; it comes at the end, so that leaving it out
         * changes nothing.
         */
        private static void drawFromBeginning(MersenneTwister random, int[][][] plan) {
            int rows = plan[0].length;
            int count = plan[0][0].length;
            if (count == 0) {
                return;
            }
            int end = 2 * count + 5;
            int[] beginning = IntStream.range(0, end).toArray();
            for (int row = 1; row <= rows; row++) {
                for (int[][] head : plan) {
                    int query = row;
                    int[] drawn =
                            Arrays.stream(random.permutation(beginning))
                                    .filter(block -> isOpen(query, block, end))
                                    .toArray();
                    take(drawn, head[row - 1], row);
                }
            }
        }

        /**
         * Neither in the row's window nor global, as if the first blocks were the whole sequence.
         */
        private static boolean isOpen(int row, int block, int end) {
            boolean window = Math.abs(block - row) <= 1;
            boolean global = block == 0 || block == end - 1;
            boolean corner = (row == 1 && block == end - 2) || (row == end - 2 && block == 1);
            return !window && !global && !corner;
        }

        private static void take(int[] drawn, int[] row, int number) {
            require(
                    drawn.length >= row.length,
                    "%s random blocks are asked for, but block row %s has only %s to draw from; ask"
                            + " for fewer, or take smaller blocks.",
                    row.length,
                    number,
                    drawn.length);
            System.arraycopy(drawn, 0, row, 0, row.length);
        }

        private static void check(int[][][] plan, int blocks) {
            for (int[][] head : plan) {
                for (int[] row : head) {
                    for (int block : row) {
                        require(
                                block < blocks,
                                "The plan of transformers draws block %s of a sequence of %s blocks;"
                                        + " take smaller blocks.",
                                block,
                                blocks);
                    }
                }
            }
        }
    }
}
