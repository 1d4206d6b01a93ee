/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Batches of like lengths keep their bounds, deal each text once, and follow from the seed. */
class LengthGroupedBatchesTest {

    private static final int[] LENGTHS = new Random(3).ints(1000, 1, 513).toArray();

    private static LengthGroupedBatches.Builder builder() {
        return LengthGroupedBatches.builder().setLengths(LENGTHS).optMaxSize(16).optSeed(5);
    }

    private static int longest(int[] batch) {
        return Arrays.stream(batch).map(i -> LENGTHS[i]).max().getAsInt();
    }

    private static long padded(List<int[]> batches) {
        return batches.stream().mapToLong(batch -> (long) batch.length * longest(batch)).sum();
    }

    @Test
    void dealsEachTextOnceWithinTheBounds() {
        List<int[]> batches = builder().optMaxTokens(2048).build().epoch(0);
        assertThat(batches.stream().flatMapToInt(Arrays::stream).sorted().toArray())
                .isEqualTo(IntStream.range(0, LENGTHS.length).toArray());
        for (int[] batch : batches) {
            assertThat(batch).hasSizeBetween(1, 16);
            assertThat((long) batch.length * longest(batch)).isLessThanOrEqualTo(2048);
        }
    }

    @Test
    void littleIsPadding() {
        long tokens = Arrays.stream(LENGTHS).sum();
        assertThat(padded(builder().build().epoch(0))).isLessThan(tokens * 105 / 100);
    }

    @Test
    void beginsWithTheLongestAndGoesOnInRandomOrder() {
        List<int[]> batches = builder().build().epoch(0);
        assertThat(longest(batches.get(0))).isEqualTo(Arrays.stream(LENGTHS).max().getAsInt());
        long falling =
                IntStream.range(1, batches.size())
                        .filter(i -> longest(batches.get(i)) < longest(batches.get(i - 1)))
                        .count();
        assertThat(falling).isBetween(batches.size() / 3L, batches.size() * 2L / 3);
    }

    @Test
    void orderFollowsFromSeedAndEpoch() {
        List<int[]> first = builder().build().epoch(1);
        assertThat(Arrays.deepEquals(builder().build().epoch(1).toArray(), first.toArray()))
                .isTrue();
        assertThat(Arrays.deepEquals(builder().build().epoch(2).toArray(), first.toArray()))
                .isFalse();
        assertThat(
                        Arrays.deepEquals(
                                builder().optSeed(6).build().epoch(1).toArray(), first.toArray()))
                .isFalse();
    }

    @Test
    void orderIsTheSameOnEveryMachine() {
        List<int[]> batches =
                LengthGroupedBatches.builder()
                        .setLengths(5, 3, 9, 3, 7, 1)
                        .optMaxSize(2)
                        .optSeed(1)
                        .build()
                        .epoch(0);
        assertThat(Arrays.deepToString(batches.toArray())).isEqualTo("[[2, 4], [1, 5], [0, 3]]");
    }

    @Test
    void equalLengthsOnly() {
        List<int[]> batches = builder().optEqualLengths(true).build().epoch(0);
        for (int[] batch : batches) {
            assertThat(Arrays.stream(batch).map(i -> LENGTHS[i]).distinct().count()).isOne();
        }
    }

    @Test
    void impossibleBoundsAreRefused() {
        assertThatThrownBy(() -> LengthGroupedBatches.builder().build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no texts to deal");
        assertThatThrownBy(() -> builder().optMaxSize(0).build())
                .hasMessageContaining("at most 0 texts");
        assertThatThrownBy(
                        () ->
                                LengthGroupedBatches.builder()
                                        .setLengths(4, 11)
                                        .optMaxTokens(10)
                                        .build())
                .hasMessageContaining("Text 1 is 11 tokens long; allowed: from 1 to the 10");
    }
}
