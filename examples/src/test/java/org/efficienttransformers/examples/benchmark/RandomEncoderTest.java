/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.util.List;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.blocksparse.BigBirdKind;
import org.efficienttransformers.attention.lowrank.LinformerKind;
import org.efficienttransformers.attention.lsh.ReformerKind;
import org.efficienttransformers.attention.randomfeature.PerformerKind;
import org.efficienttransformers.attention.window.LongformerKind;
import org.efficienttransformers.examples.plan.EncoderSizes;
import org.efficienttransformers.examples.plan.MemoryEstimate;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.settings.Settings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is measured has the sizes that are planned with. */
class RandomEncoderTest {

    private static final int LENGTH = 96;

    @ParameterizedTest
    @MethodSource("org.efficienttransformers.attention.AttentionKinds#all")
    void hasAsManyParametersAsAreEstimated(AttentionKind mechanism) {
        EncoderSizes sizes = new EncoderSizes(3, 48, 4, 80, 100);
        Settings settings =
                Settings.DEFAULT
                        .with(LongformerKind.WINDOW, List.of(32))
                        .with(BigBirdKind.BLOCK_SIZE, 8)
                        .with(BigBirdKind.RANDOM_BLOCKS, 1)
                        .with(LinformerKind.RANK, List.of(16))
                        .with(PerformerKind.FEATURES, 24)
                        .with(ReformerKind.LOCAL.length(), 8)
                        .with(ReformerKind.LSH.length(), 8)
                        .with(ReformerKind.HASHES, 2);
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
