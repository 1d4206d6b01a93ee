/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.data.segment.TextSegment;
import java.util.List;
import org.efficienttransformers.zoo.ModelSpec;
import org.junit.jupiter.api.Test;

/** Compared with the scores that sentence-transformers gives for the same small model. */
class ScoringModelTest {

    private static final ModelSpec MODEL =
            ModelSpec.of("../../translators/src/test/resources/sentence/classifier-1");

    @Test
    void scoresAreThoseOfSentenceTransformers() {
        try (EfficientTransformersScoringModel model =
                new EfficientTransformersScoringModel(MODEL)) {
            List<Double> scores =
                    model.scoreAll(
                                    List.of(
                                            TextSegment.from("The harbour of Paris"),
                                            TextSegment.from("Bees make honey. ".repeat(4))),
                                    "where is the harbour")
                            .content();

            // translators/src/test/resources/sentence/cases/scores-default/expected.json
            assertThat(scores).hasSize(2);
            assertThat(scores.get(0)).isCloseTo(0.5561460852622986, within(1e-5));
            assertThat(scores.get(1)).isCloseTo(0.5394981503486633, within(1e-5));
            assertThat(model.score("The harbour of Paris", "where is the harbour").content())
                    .isCloseTo(0.5561460852622986, within(1e-5));
        }
    }

    @Test
    void whatIsNoCrossEncoderIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new EfficientTransformersScoringModel(
                                        ModelSpec.of(
                                                "../../translators/src/test/resources/sentence/encoder")))
                .withMessageContaining("StringPair -> float[]");
    }
}
