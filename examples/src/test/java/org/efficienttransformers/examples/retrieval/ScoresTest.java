/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScoresTest {

    @Test
    void reciprocalRanksAreAveraged() {
        double[][] similarities = {
            {0.9, 0.1, 0.2}, // finds document 0 first: 1
            {0.9, 0.1, 0.2}, // finds document 1 last: 1/3
            {0.9, 0.1, 0.2}, // finds document 2 second: 1/2
            {-0.3, -0.2, -0.1} // finds document 2 first: 1
        };

        Scores scores = Scores.of(similarities, new int[] {0, 1, 2, 2});

        assertThat(scores.accuracy()).isEqualTo(0.5);
        assertThat(scores.meanReciprocalRank())
                .isCloseTo((1 + 1 / 3.0 + 1 / 2.0 + 1) / 4, within(1e-12));
    }

    @Test
    void tieIsNoSuccess() {
        Scores scores = Scores.of(new double[][] {{0.5, 0.5, 0.5}}, new int[] {0});

        assertThat(scores).isEqualTo(new Scores(0, 1 / 3.0));
    }

    @Test
    void queriesAndAnswersMustBeAsMany() {
        assertThatThrownBy(() -> Scores.of(new double[][] {{1}}, new int[] {0, 0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 rows of similarities and 2 relevant documents");
        assertThatThrownBy(() -> Scores.of(new double[0][], new int[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
