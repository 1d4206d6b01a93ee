/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.full;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.Map;
import org.efficienttransformers.attention.DenseAttention;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.SelfAttentionContract;
import org.efficienttransformers.attention.lsh.DenseLsh;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.StateDict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Full attention keeps the contract; its numbers are held to transformers' by the fixtures. */
class FullAttentionTest extends SelfAttentionContract {

    private static final int SIZE = HIDDEN / HEADS;

    @Override
    protected SelfAttention create(KernelMode kernels, boolean causal, float dropout) {
        return new FullAttention(sizes(kernels, causal, dropout));
    }

    /** A causal text with padding is computed in chunks, by a kernel of its own. */
    @ParameterizedTest
    @EnumSource(
            value = KernelMode.class,
            names = {"PORTABLE", "FUSED"})
    void causalTextsOfSeveralChunksAreTheSamePadded(KernelMode kernels) {
        int length = 600;
        try (NDManager manager = NDManager.newBaseManager()) {
            FullAttention block = (FullAttention) initialized(create(kernels, true, 0), manager);
            block.freezeParameters(true);
            NDArray hidden = hidden(manager, 1, length);
            NDArray alone = call(block, hidden, mask(manager, length, length));
            NDArray padding = manager.ones(new Shape(1, 90, HIDDEN));
            NDArray padded =
                    call(block, hidden.concat(padding, 1), mask(manager, length + 90, length));
            assertClose(padded.get(":, :" + length), alone, 2e-6f);
            double[][] states = DenseLsh.rows(hidden);
            double[][] queries = project(block, "query", states);
            double[][] keys = project(block, "key", states);
            double[][] values = project(block, "value", states);
            double[][] expected =
                    DenseAttention.head(
                            DenseAttention.columns(queries, 0, SIZE),
                            DenseAttention.columns(keys, 0, SIZE),
                            DenseAttention.columns(values, 0, SIZE),
                            (query, key) -> key <= query ? 1 : 0);
            double[][] actual = DenseLsh.rows(padded.get(":, :" + length + ", :" + SIZE));
            for (int query = 0; query < length; query++) {
                assertThat(actual[query]).containsExactly(expected[query], within(2e-5));
            }
        }
    }

    /** With the unit matrix for values, the oracle's context is its weights. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void weightsAreThoseOfDenseAttention(boolean causal) {
        try (NDManager manager = NDManager.newBaseManager()) {
            FullAttention block =
                    (FullAttention) initialized(create(KernelMode.AUTO, causal, 0), manager);
            NDArray hidden = hidden(manager, 1, LENGTH);
            int tokens = LENGTH - 4;
            NDArray weights =
                    block.weights(
                            new ParameterStore(manager, false),
                            hidden,
                            mask(manager, LENGTH, tokens));
            assertThat(weights.getShape()).isEqualTo(new Shape(1, HEADS, LENGTH, LENGTH));
            assertThat(weights.getManager()).isEqualTo(manager);
            double[][] states = DenseLsh.rows(hidden);
            double[][] queries = project(block, "query", states);
            double[][] keys = project(block, "key", states);
            double[][] unit = new double[LENGTH][LENGTH];
            for (int i = 0; i < LENGTH; i++) {
                unit[i][i] = 1;
            }
            for (int head = 0; head < HEADS; head++) {
                double[][] expected =
                        DenseAttention.head(
                                DenseAttention.columns(queries, head, SIZE),
                                DenseAttention.columns(keys, head, SIZE),
                                unit,
                                (query, key) -> key < tokens && (!causal || key <= query) ? 1 : 0);
                double[][] actual = DenseLsh.rows(weights.get(":, " + head));
                for (int query = 0; query < LENGTH; query++) {
                    assertThat(actual[query]).containsExactly(expected[query], within(2e-6));
                }
            }
        }
    }

    private static double[][] project(FullAttention block, String name, double[][] states) {
        Map<String, Parameter> parameters = StateDict.of(block);
        NDArray weight = parameters.get(name + ".weight").getArray();
        NDArray bias = parameters.get(name + ".bias").getArray();
        return DenseAttention.linear(
                states,
                DenseLsh.rows(weight.reshape(1, HIDDEN, HIDDEN)),
                DenseLsh.rows(bias.reshape(1, 1, HIDDEN))[0]);
    }

    @Test
    void weightsRefuseAMaskThatDoesNotFit() {
        try (NDManager manager = NDManager.newBaseManager()) {
            FullAttention block =
                    (FullAttention) initialized(create(KernelMode.AUTO, false, 0), manager);
            ParameterStore store = new ParameterStore(manager, false);
            NDArray hidden = hidden(manager, 1, LENGTH);
            NDArray mask = mask(manager, LENGTH - 1, LENGTH - 1);
            assertThatThrownBy(() -> block.weights(store, hidden, mask))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("attention mask is float32 (1, 18)");
        }
    }
}
