/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import java.util.Map;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.StateDict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The mechanism that docs/ADDING_A_MECHANISM.md makes keeps the contract and its pattern. The tests
 * of examples hold the page to this code.
 */
class SteppedAttentionTest extends SelfAttentionContract {

    private static final int STRIDE = 3;
    private static final int SIZE = HIDDEN / HEADS;
    private static final double TOLERANCE = 2e-5;

    @Override
    protected SelfAttention create(KernelMode kernels, boolean causal, float dropout) {
        return new SteppedAttention(sizes(kernels, causal, dropout), STRIDE);
    }

    @ParameterizedTest
    @CsvSource({"PORTABLE, false", "PORTABLE, true", "FUSED, false", "FUSED, true"})
    void equalsDenseAttentionUnderItsPattern(KernelMode kernels, boolean causal) {
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention block = initialized(create(kernels, causal, 0), manager);
            NDArray hidden = hidden(manager, 1, LENGTH);
            float[] actual = call(block, hidden).toFloatArray();
            double[][] rows = DenseAttention.rows(hidden);
            Map<String, Parameter> parameters = StateDict.of(block);
            for (int head = 0; head < HEADS; head++) {
                double[][] expected =
                        DenseAttention.head(
                                DenseAttention.projected(parameters, "query", rows, head, SIZE),
                                DenseAttention.projected(parameters, "key", rows, head, SIZE),
                                DenseAttention.projected(parameters, "value", rows, head, SIZE),
                                (query, key) ->
                                        (query - key) % STRIDE == 0 && (!causal || key <= query)
                                                ? 1
                                                : 0);
                for (int i = 0; i < LENGTH; i++) {
                    for (int c = 0; c < SIZE; c++) {
                        assertThat((double) actual[i * HIDDEN + head * SIZE + c])
                                .isCloseTo(expected[i][c], within(TOLERANCE));
                    }
                }
            }
        }
    }

    @Test
    void refusesAStrideOfNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SteppedAttention(sizes(), 0))
                .withMessage("The stride is 0; allowed: 1 or more.");
    }
}
