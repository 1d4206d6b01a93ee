/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lowrank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.DerivedTensor;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.settings.Settings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Projections that a trained encoder gets start as means: of whatever length and rank. */
class LinformerKindTest {

    @ParameterizedTest
    @CsvSource({"12, 4", "10, 3", "7, 5", "8, 8", "9, 1", "100, 64"})
    void rowsAreMeansOfAllPositions(int length, int rank) {
        AttentionSizes sizes =
                new AttentionSizes(8, 2, 2, 4, length, 1, false, true, 0, null, KernelMode.AUTO);
        Settings settings = Settings.DEFAULT.with(LinformerKind.RANK, List.of(rank));
        List<DerivedTensor> made = new LinformerKind().derive(sizes, settings, 0);
        assertThat(made).hasSize(2);
        try (NDManager manager = NDManager.newBaseManager()) {
            for (DerivedTensor tensor : made) {
                NDArray matrix = tensor.maker().apply(manager);
                assertThat(matrix.getShape())
                        .isEqualTo(tensor.shape())
                        .isEqualTo(new Shape(rank, length));
                for (float sum : matrix.sum(new int[] {1}).toFloatArray()) {
                    assertThat(sum).isCloseTo(1, within(1e-6f));
                }
                // Each position belongs to one segment, and has a part in nothing else.
                float[] parts =
                        matrix.gt(matrix.zerosLike())
                                .toType(matrix.getDataType(), false)
                                .sum(new int[] {0})
                                .toFloatArray();
                assertThat(parts).containsOnly(1);
            }
        }
    }
}
