/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import org.efficienttransformers.checkpoint.Mechanism;
import org.efficienttransformers.examples.plan.AttentionSettings;
import org.efficienttransformers.examples.plan.EncoderSizes;
import org.efficienttransformers.examples.plan.MemoryEstimate;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is measured has the sizes that are planned with. */
class RandomEncoderTest {

    private static final int LENGTH = 96;

    @ParameterizedTest
    @EnumSource(Mechanism.class)
    void hasAsManyParametersAsAreEstimated(Mechanism mechanism) {
        EncoderSizes sizes = new EncoderSizes(3, 48, 4, 80, 100);
        AttentionSettings settings = new AttentionSettings(32, 8, 1, 16, 24, 8, 2);
        try (NDManager manager = NDManager.newBaseManager()) {
            TransformerModel model = RandomEncoder.of(mechanism, sizes, settings, LENGTH, manager);
            long parameters =
                    StateDict.of(model).values().stream()
                            .mapToLong(parameter -> parameter.getArray().size())
                            .sum();

            assertThat(MemoryEstimate.of(mechanism, sizes, settings, LENGTH).weights())
                    .isEqualTo(Float.BYTES * parameters);
        }
    }
}
