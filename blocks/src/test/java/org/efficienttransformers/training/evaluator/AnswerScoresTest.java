/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers are compared as SQuAD's evaluation script does; figures by hand. */
class AnswerScoresTest {

    @ParameterizedTest
    @CsvSource({
        "The Eiffel Tower., eiffel tower, 1, 1",
        "'the  U.S.A', usa, 1, 1",
        "theatre, theatre, 1, 1",
        "in Paris France, Paris, 0, 0.5", // precision 1/3, recall 1
        "Paris Paris, Paris, 0, 0.6666666666666666", // one of two is used up
        "London, Paris, 0, 0",
        "'', Paris, 0, 0",
        "'', '', 1, 1",
        "the, '', 1, 1",
    })
    void comparesNormalisedWords(String answer, String right, double exact, double f1) {
        assertThat(AnswerScores.exactMatch(answer, right)).isEqualTo(exact);
        assertThat(AnswerScores.f1(answer, right)).isCloseTo(f1, within(1e-12));
    }

    @Test
    void theNearestOfSeveralRightAnswersCounts() {
        AnswerScores scores = new AnswerScores();
        scores.add("in 1889", List.of("the year 1889", "1889", "May 1889"));
        assertThat(scores.exactMatch()).isZero();
        assertThat(scores.f1()).isCloseTo(2 / 3.0, within(1e-12));
        scores.add("1889", List.of("May", "1889"));
        assertThat(scores.exactMatch()).isEqualTo(0.5);
        assertThat(scores.f1()).isCloseTo(5 / 6.0, within(1e-12));
    }

    @Test
    void whereThereIsNoAnswerNothingIsRight() {
        AnswerScores scores = new AnswerScores();
        assertThat(scores.f1()).isNaN();
        scores.add("", List.of());
        scores.add("something", List.of());
        assertThat(scores.exactMatch()).isEqualTo(0.5);
        assertThat(scores.f1()).isEqualTo(0.5);
    }
}
