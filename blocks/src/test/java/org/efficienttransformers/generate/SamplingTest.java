/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens are drawn as often as their probabilities say. */
class SamplingTest {

    /** Of the probabilities 0.1, 0.4, 0.2, 0.3. */
    private static final float[] LOGITS = {
        (float) Math.log(1), (float) Math.log(4), (float) Math.log(2), (float) Math.log(3)
    };

    private static double[] frequencies(Sampling sampling) {
        Random random = new Random(5);
        double[] frequencies = new double[LOGITS.length];
        int draws = 40_000;
        for (int i = 0; i < draws; i++) {
            frequencies[sampling.choose(LOGITS, random)] += 1.0 / draws;
        }
        return frequencies;
    }

    @ParameterizedTest
    @CsvSource({
        // All as they are, and sharpened: 1, 16, 4, 9 of 30.
        "1, 0, 1, 0.1, 0.4, 0.2, 0.3",
        "0.5, 0, 1, 0.0333, 0.5333, 0.1333, 0.3",
        // The best two, three, and more than there are.
        "1, 2, 1, 0, 0.5714, 0, 0.4286",
        "1, 3, 1, 0, 0.4444, 0.2222, 0.3333",
        "1, 9, 1, 0.1, 0.4, 0.2, 0.3",
        // The fewest that sum to 0.3, 0.65 and 0.95.
        "1, 0, 0.3, 0, 1, 0, 0",
        "1, 0, 0.65, 0, 0.5714, 0, 0.4286",
        "1, 0, 0.95, 0.1, 0.4, 0.2, 0.3",
        // Of the best two, 0.5714 and 0.4286, the first suffices for 0.5.
        "1, 2, 0.5, 0, 1, 0, 0",
        "0, 0, 1, 0, 1, 0, 0",
        "1, 1, 1, 0, 1, 0, 0"
    })
    void drawsByProbability(
            double temperature, int topK, double topP, double a, double b, double c, double d) {
        assertThat(frequencies(new Sampling(temperature, topK, topP)))
                .containsExactly(new double[] {a, b, c, d}, within(0.015));
    }

    @Test
    void theGreedyChoiceIsTheFirstOfTheBest() {
        assertThat(Sampling.GREEDY.choose(new float[] {1, 3, 3, 2}, new Random())).isEqualTo(1);
    }

    @Test
    void extremeLogitsDontOverflow() {
        float[] logits = {-1e4f, 1e4f, Float.NEGATIVE_INFINITY};
        assertThat(new Sampling(0.01, 0, 1).choose(logits, new Random(1))).isEqualTo(1);
    }

    @Test
    void refusesNumbersOutOfRange() {
        assertThatThrownBy(() -> new Sampling(-1, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("temperature is -1.0");
        assertThatThrownBy(() -> new Sampling(Double.NaN, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("temperature is NaN");
        assertThatThrownBy(() -> new Sampling(1, -1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("topK is -1");
        for (double topP : new double[] {0, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> new Sampling(1, 0, topP))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("topP is " + topP);
        }
    }
}
