/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.blocksparse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What programs are told of blocks. */
class SeenBlocksTest {

    private static final int HEADS = 2;
    private static final int BLOCKS = 12;
    private static final int RANDOM = 3;

    private final int[][][] random = new RandomBlocks.Fixed(5).choose(HEADS, BLOCKS, 64, RANDOM);

    /** As often as each counts: those of rows next to an end see one less, and end by another. */
    @Test
    void rowsSeeNeighboursEndsAndWhatWasDrawn() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray seen = SeenBlocks.all(manager, random);
            int slots = 5 + RANDOM;
            assertThat(seen.getShape()).isEqualTo(new Shape(2, HEADS, 10L * slots));
            long[] all = seen.toLongArray();
            // Those of values follow all of keys, head by head.
            for (int half = 0; half < 2 * HEADS; half++) {
                int head = half % HEADS;
                int start = half * 10 * slots;
                for (int row = 1; row < BLOCKS - 1; row++) {
                    List<Long> expected = new ArrayList<>();
                    for (int near = row - 1; near <= row + 1; near++) {
                        expected.add((long) near);
                    }
                    for (long end : new long[] {0, BLOCKS - 1}) {
                        if (!expected.contains(end)) {
                            expected.add(end);
                        }
                    }
                    for (int drawn : random[head][row - 1]) {
                        expected.add((long) drawn);
                    }
                    int from = start + (row - 1) * slots;
                    List<Long> actual = new ArrayList<>();
                    for (long block : Arrays.copyOfRange(all, from, from + expected.size())) {
                        actual.add(block - (long) half * BLOCKS);
                    }
                    // The last block may be a part of one only, and so is the last that is read.
                    assertThat(actual).last().isEqualTo(BLOCKS - 1L);
                    Collections.sort(actual);
                    Collections.sort(expected);
                    assertThat(actual).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void drawnBlocksAloneStandAsTheyWereDrawn() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray drawn = SeenBlocks.random(manager, random);
            assertThat(drawn.getShape()).isEqualTo(new Shape(HEADS, BLOCKS - 2, RANDOM));
            assertThat(drawn.get(1, 9).toLongArray())
                    .containsExactly(random[1][9][0], random[1][9][1], random[1][9][2]);
        }
    }
}
