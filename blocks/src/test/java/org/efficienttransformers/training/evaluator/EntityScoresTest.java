/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Entities are counted as seqeval's documentation shows, and by hand. */
class EntityScoresTest {

    private static List<String> tags(String tags) {
        return Arrays.asList(tags.split(" ", -1));
    }

    private static EntityScores scores(String right, String predicted) {
        EntityScores scores = new EntityScores();
        scores.add(tags(right), tags(predicted));
        return scores;
    }

    /** The example of seqeval's README: f1_score 0.50; MISC 0, PER 1, macro 0.50. */
    @Test
    void seqevalsExample() {
        EntityScores scores = new EntityScores();
        scores.add(tags("O O O B-MISC I-MISC I-MISC O"), tags("O O B-MISC I-MISC I-MISC I-MISC O"));
        scores.add(tags("B-PER I-PER O"), tags("B-PER I-PER O"));
        assertThat(scores.total()).isEqualTo(new Counts(1, 1, 1));
        assertThat(scores.total().f1()).isEqualTo(0.5);
        assertThat(scores.types())
                .isEqualTo(Map.of("MISC", new Counts(0, 1, 1), "PER", new Counts(1, 0, 0)));
        assertThat(scores.macroF1()).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void anotherTypeIsAMistakeOfBoth() {
        EntityScores scores = scores("B-PER I-PER O B-LOC", "B-ORG I-ORG O B-LOC");
        assertThat(scores.types())
                .isEqualTo(
                        Map.of(
                                "PER",
                                new Counts(0, 0, 1),
                                "ORG",
                                new Counts(0, 1, 0),
                                "LOC",
                                new Counts(1, 0, 0)));
    }

    @Test
    void anInsideThatContinuesNothingBeginsAnEntity() {
        // seqeval's default, unlike its strict mode.
        assertThat(scores("B-PER I-PER O", "I-PER I-PER O").total()).isEqualTo(new Counts(1, 0, 0));
        assertThat(scores("B-PER B-LOC", "B-PER I-LOC").total()).isEqualTo(new Counts(2, 0, 0));
    }

    @Test
    void adjacentEntitiesAreTwo() {
        assertThat(scores("B-PER B-PER", "B-PER I-PER").total()).isEqualTo(new Counts(0, 1, 2));
        assertThat(scores("O B-PER", "O B-PER").total()).isEqualTo(new Counts(1, 0, 0));
    }

    @Test
    void nothingThereAndNothingFound() {
        EntityScores scores = scores("O O", "O O");
        assertThat(scores.total().f1()).isZero();
        assertThat(scores.macroF1()).isNaN();
    }

    @Test
    void wrongTagsEndInASentence() {
        assertThatThrownBy(() -> scores("PER", "O"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A tag is 'PER'; allowed: O, B-TYPE and I-TYPE, such as B-PER.");
        assertThatThrownBy(() -> scores("O O", "O"))
                .hasMessageContaining("2 right tags and 1 predicted ones");
    }
}
