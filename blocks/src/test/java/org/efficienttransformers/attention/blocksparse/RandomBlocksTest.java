/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.blocksparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.efficienttransformers.random.MersenneTwister;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plans of random blocks: those of transformers equal numpy's, as make_random_plans.py has written
 * them down; the paper's keeps its rules.
 */
class RandomBlocksTest {

    private static List<String> lines() throws IOException {
        try (InputStream in = RandomBlocksTest.class.getResourceAsStream("random-plans.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
        }
    }

    private static int[] numbers(String line) {
        return Arrays.stream(line.trim().split(" ")).mapToInt(Integer::parseInt).toArray();
    }

    @Test
    void permutationsAreThoseOfNumpy() throws IOException {
        String[] parts = lines().get(0).substring("permutation ".length()).split("\\|");
        assertThat(new MersenneTwister(0).permutation(IntStream.range(0, 16).toArray()))
                .containsExactly(numbers(parts[0]));
        int[] shuffled = new MersenneTwister(4357).permutation(IntStream.range(0, 1000).toArray());
        assertThat(Arrays.copyOf(shuffled, 20)).containsExactly(numbers(parts[1]));
        assertThat(shuffled).containsExactlyInAnyOrder(IntStream.range(0, 1000).toArray());
    }

    static List<Arguments> plans() throws IOException {
        List<Arguments> plans = new ArrayList<>();
        List<String> lines = lines();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("plan ")) {
                int[] settings = numbers(lines.get(i).substring("plan ".length()));
                List<String> heads = lines.subList(i + 1, i + 1 + settings[5]);
                plans.add(Arguments.of(settings, heads));
            }
        }
        assertThat(plans).hasSize(8);
        return plans;
    }

    @ParameterizedTest
    @MethodSource("plans")
    void trainingPlanIsThatOfTransformers(int[] settings, List<String> heads) {
        int blockSize = settings[1];
        int[][][] plan =
                new RandomBlocks.Transformers(settings[3], settings[4])
                        .choose(settings[5], settings[0] / blockSize, blockSize, settings[2]);
        for (int head = 0; head < heads.size(); head++) {
            assertThat(Arrays.stream(plan[head]).flatMapToInt(Arrays::stream).toArray())
                    .containsExactly(numbers(heads.get(head)));
        }
    }

    @ParameterizedTest
    @CsvSource({"12, 3, 4", "16, 3, 12", "9, 2, 3", "64, 3, 12", "6, 0, 2", "7, 1, 2"})
    void fixedPlanLeavesOutWindowAndGlobalBlocksAndRepeatsNone(int blocks, int count, int heads) {
        int[][][] plan = new RandomBlocks.Fixed(7).choose(heads, blocks, 64, count);
        assertThat(plan).hasDimensions(heads, blocks - 2);
        for (int[][] rows : plan) {
            for (int row = 1; row < blocks - 1; row++) {
                int query = row;
                assertThat(rows[row - 1]).hasSize(count).doesNotHaveDuplicates();
                assertThat(Arrays.stream(rows[row - 1]).boxed())
                        .allMatch(block -> block > 0 && block < blocks - 1)
                        .allMatch(block -> Math.abs(block - query) > 1);
            }
        }
    }

    @Test
    void fixedPlanDiffersBetweenHeadsAndSeedsButNotBetweenCalls() {
        int[][][] plan = new RandomBlocks.Fixed(0).choose(2, 32, 64, 3);
        assertThat(new RandomBlocks.Fixed(0).choose(2, 32, 64, 3)).isDeepEqualTo(plan);
        assertThat(Arrays.deepEquals(plan[0], plan[1])).isFalse();
        int[][][] other = new RandomBlocks.Fixed(1).choose(2, 32, 64, 3);
        assertThat(Arrays.deepEquals(plan, other)).isFalse();
    }

    /**
     * A model's blocks stay those of its seed, whatever finds them: shuffles of all that are open.
     */
    @Test
    void fixedPlanIsTheBeginningOfShuffles() {
        int blocks = 15;
        Random random = new Random(9);
        int[][][] plan = new RandomBlocks.Fixed(9).choose(3, blocks, 64, 6);
        for (int[][] rows : plan) {
            for (int row = 1; row < blocks - 1; row++) {
                int query = row;
                int[] open =
                        IntStream.range(1, blocks - 1)
                                .filter(block -> Math.abs(block - query) > 1)
                                .toArray();
                for (int i = 0; i < 6; i++) {
                    int j = i + random.nextInt(open.length - i);
                    int drawn = open[j];
                    open[j] = open[i];
                    open[i] = drawn;
                }
                assertThat(rows[row - 1]).containsExactly(Arrays.copyOf(open, 6));
            }
        }
    }

    /** Each block is equally likely: over many rows all turn up, none twice as often as it may. */
    @Test
    void fixedPlanPrefersNoBlock() {
        int blocks = 34;
        int[] drawn = new int[blocks];
        for (int[][] rows : new RandomBlocks.Fixed(3).choose(100, blocks, 64, 3)) {
            for (int[] row : rows) {
                for (int block : row) {
                    drawn[block]++;
                }
            }
        }
        int expected = 100 * 3;
        assertThat(Arrays.stream(drawn, 2, blocks - 2).boxed())
                .allMatch(times -> Math.abs(times - expected) < expected / 3);
    }

    @Test
    void firstBlockIsTransformersTableOfZeros() {
        int[][][] plan = new RandomBlocks.FirstBlock().choose(2, 12, 64, 3);
        assertThat(plan).hasDimensions(2, 10);
        assertThat(plan[1][9]).containsExactly(0, 0, 0);
    }

    @Test
    void refusesMoreRandomBlocksThanThereAre() {
        assertThatThrownBy(() -> new RandomBlocks.Fixed(0).choose(2, 8, 64, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "4 random blocks are asked for, but block row 2 of 8 has only 3");
        assertThatThrownBy(() -> new RandomBlocks.Transformers(0, 1024).choose(2, 16, 64, 13))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("13 random blocks are asked for, but block row");
        assertThatThrownBy(() -> new RandomBlocks.Transformers(0, 1024).choose(2, 8, 64, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The plan of transformers draws block");
    }
}
