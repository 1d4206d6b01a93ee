/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import org.efficienttransformers.attention.window.SlidingWindowAttention;
import org.efficienttransformers.kernel.HeadContexts;
import org.efficienttransformers.kernel.KernelMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("cpu") // Groups of heads are for the caches of CPUs.
class HeadwiseAttentionTest {

    @ParameterizedTest(name = "{0} texts of {1} tokens, {2}: {3}")
    @CsvSource({
        "1, 2048, AUTO, 12", // 6 MB
        "1, 4096, AUTO, 6", // 12 MB: two groups
        "1, 8192, AUTO, 4", // 24 MB
        "2, 8192, AUTO, 2",
        "1, 12288, AUTO, 2", // 36 MB: six groups of 6 MB
        "1, 65536, AUTO, 1",
        "1, 200000, AUTO, 1",
        "1, 16384, PORTABLE, 12"
    })
    void takesAsManyHeadsAsFitIntoEightMegabytes(
            long batch, long length, KernelMode kernels, int expected) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray hidden = manager.create(new Shape(batch, length, 768));
            assertThat(HeadContexts.headsAtATime(kernels, hidden, 12, 64)).isEqualTo(expected);
        }
    }

    @Test
    void longTextsGetTheSameContext() {
        int length = 140_000; // of 64 numbers of 4 bytes: 36 MB
        SlidingWindowAttention attention =
                new SlidingWindowAttention(AttentionSizes.of(64, 4, length, 1), 8, 1, true);
        try (NDManager manager = NDManager.newBaseManager()) {
            attention.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 64));
            NDArray hidden = manager.randomNormal(new Shape(1, length, 64));
            ParameterStore store = new ParameterStore(manager, false);
            assertThat(HeadContexts.headsAtATime(KernelMode.AUTO, hidden, 4, 16)).isEqualTo(1);
            int before = manager.getManagedArrays().size();
            NDArray actual = attention.forward(store, new NDList(hidden), false).singletonOrThrow();
            assertThat(manager.getManagedArrays()).hasSize(before + 1);
            NDArray expected =
                    ((HeadwiseAttention) attention)
                            .begin(new AttentionInputs(store, hidden, null, null, null, false))
                            .attend(new HeadRange(0, 4));
            assertThat(actual.getShape()).isEqualTo(expected.getShape());
            assertThat(actual.sub(expected).abs().max().getFloat()).isLessThan(1e-5f);
        }
    }
}
