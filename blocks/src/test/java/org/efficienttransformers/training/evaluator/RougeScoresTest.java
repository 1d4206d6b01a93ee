/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Figures of src/test/python/make_rouge.py, which follows the definition of rouge-score. */
class RougeScoresTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "The cat sat on the mat. | the cat was on the mat"
                        + " | 0.8333333333333334 | 0.6 | 0.8333333333333334",
                "police killed the gunman | police kill the gunman | 0.75 | 0.3333333333333333 | 0.75",
                "the gunman kill police | police kill the gunman | 1.0 | 0.3333333333333333 | 0.5",
                "the the the the | the cat | 0.3333333333333333 | 0.0 | 0.3333333333333333",
                "A well-known U.S. senator's 2nd vote | a well known us senators second vote"
                        + " | 0.5 | 0.28571428571428575 | 0.5",
                "one | one | 1.0 | 0.0 | 1.0",
                "one | two words | 0.0 | 0.0 | 0.0",
                "\"\" | something | 0.0 | 0.0 | 0.0",
                "Zürich is Genève | zurich is geneve | 0.25 | 0.0 | 0.25",
                "a b c d e f g | a x c b e g f | 0.8571428571428571 | 0.0 | 0.5714285714285714",
            })
    void areThoseOfPython(String summary, String right, double one, double two, double longest) {
        RougeScores scores = new RougeScores();
        scores.add(summary, right);
        assertThat(scores.rouge1()).isCloseTo(one, within(1e-12));
        assertThat(scores.rouge2()).isCloseTo(two, within(1e-12));
        assertThat(scores.rougeL()).isCloseTo(longest, within(1e-12));
    }

    @Test
    void isTheMeanOverTexts() {
        RougeScores scores = new RougeScores();
        assertThat(scores.rougeL()).isNaN();
        scores.add("one", "one");
        scores.add("one", "two");
        assertThat(scores.rouge1()).isEqualTo(0.5);
        assertThat(scores.rougeL()).isEqualTo(0.5);
    }
}
