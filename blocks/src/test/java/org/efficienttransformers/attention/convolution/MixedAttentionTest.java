/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Parameter;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.DenseAttention;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.SelfAttentionContract;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** ConvBERT's mixture keeps the contract, and computes what the paper says. */
class MixedAttentionTest extends SelfAttentionContract {

    private static final int KERNEL = 5;
    private static final int MIXED_HEADS = 2;
    private static final int SIZE = HIDDEN / MIXED_HEADS / 2;
    private static final double TOLERANCE = 5e-5;

    @Override
    protected SelfAttention create(KernelMode kernels, boolean causal, float dropout) {
        AttentionSizes sizes = sizes(kernels, causal, dropout);
        return new MixedAttention(sizes.withHeads(MIXED_HEADS, MIXED_HEADS, SIZE), KERNEL);
    }

    @Override
    protected boolean isCausalPossible() {
        return false;
    }

    /** As in transformers the convolutions see it. */
    @Override
    protected boolean hidesPadding() {
        return false;
    }

    /** The kernel of a position and the values under it reach two positions to each side. */
    @ParameterizedTest
    @EnumSource(names = {"PORTABLE", "FUSED"})
    void paddingReachesAsFarAsTheConvolution(KernelMode kernels) {
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention block = initialized(create(kernels, false, 0), manager);
            assertThat(block.dependsOnPadding()).isTrue();
            NDArray hidden = hidden(manager, 1, LENGTH);
            int tokens = LENGTH - 6;
            NDArray mask = mask(manager, LENGTH, tokens);
            NDArray before = call(block, hidden, mask);
            NDArray other = hidden.duplicate();
            other.set(new NDIndex("0, " + tokens + ":"), 1e3);
            NDArray after = call(block, other, mask);
            int reach = KERNEL / 2;
            assertThat(after.get("0, :" + (tokens - reach)))
                    .isEqualTo(before.get("0, :" + (tokens - reach)));
            NDIndex attended = new NDIndex("0, :{}, :{}", tokens, HIDDEN / 2);
            assertThat(after.get(attended)).isEqualTo(before.get(attended));
            NDIndex convolved = new NDIndex("0, {}, {}:", tokens - reach, HIDDEN / 2);
            assertThat(after.get(convolved)).isNotEqualTo(before.get(convolved));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PORTABLE", "FUSED"})
    void equalsTheFormulaOfThePaper(KernelMode kernels) {
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention block = initialized(create(kernels, false, 0), manager);
            NDArray hidden = hidden(manager, 1, LENGTH);
            float[] actual = call(block, hidden).toFloatArray();
            double[][] x = DenseAttention.rows(hidden);
            Map<String, Parameter> parameters = StateDict.of(block);
            double[][] query = linear(parameters, "query", x);
            double[][] key = linear(parameters, "key", x);
            double[][] value = linear(parameters, "value", x);
            double[][] convolved = linear(parameters, "conv_out_layer", x);
            double[][] spans = spans(parameters, x);
            for (int i = 0; i < LENGTH; i++) {
                for (int c = 0; c < HIDDEN / 2; c++) {
                    spans[i][c] *= query[i][c];
                }
            }
            double[][] scores = linear(parameters, "conv_kernel_layer", spans);
            for (int head = 0; head < MIXED_HEADS; head++) {
                double[][] attended =
                        DenseAttention.head(
                                DenseAttention.columns(query, head, SIZE),
                                DenseAttention.columns(key, head, SIZE),
                                DenseAttention.columns(value, head, SIZE),
                                (one, other) -> 1);
                for (int i = 0; i < LENGTH; i++) {
                    double sum = 0;
                    for (int t = 0; t < KERNEL; t++) {
                        sum += Math.exp(scores[i][head * KERNEL + t]);
                    }
                    for (int c = 0; c < SIZE; c++) {
                        int channel = head * SIZE + c;
                        assertThat((double) actual[i * HIDDEN + channel])
                                .isCloseTo(attended[i][c], within(TOLERANCE));
                        double expected = 0;
                        for (int t = 0; t < KERNEL; t++) {
                            int at = i + t - KERNEL / 2;
                            if (at >= 0 && at < LENGTH) {
                                double weight = Math.exp(scores[i][head * KERNEL + t]) / sum;
                                expected += weight * convolved[at][channel];
                            }
                        }
                        assertThat((double) actual[i * HIDDEN + HIDDEN / 2 + channel])
                                .isCloseTo(expected, within(TOLERANCE));
                    }
                }
            }
        }
    }

    private static double[][] spans(Map<String, Parameter> parameters, double[][] x) {
        float[] taps = numbers(parameters, "key_conv_attn_layer.depthwise.weight");
        float[] mixture = numbers(parameters, "key_conv_attn_layer.pointwise.weight");
        float[] bias = numbers(parameters, "key_conv_attn_layer.bias");
        double[][] spans = new double[LENGTH][HIDDEN / 2];
        for (int i = 0; i < LENGTH; i++) {
            double[] each = new double[HIDDEN];
            for (int e = 0; e < HIDDEN; e++) {
                for (int t = 0; t < KERNEL; t++) {
                    int at = i + t - KERNEL / 2;
                    if (at >= 0 && at < LENGTH) {
                        each[e] += taps[e * KERNEL + t] * x[at][e];
                    }
                }
            }
            for (int c = 0; c < HIDDEN / 2; c++) {
                spans[i][c] = bias[c];
                for (int e = 0; e < HIDDEN; e++) {
                    spans[i][c] += mixture[c * HIDDEN + e] * each[e];
                }
            }
        }
        return spans;
    }

    private static float[] numbers(Map<String, Parameter> parameters, String name) {
        return parameters.get(name).getArray().toFloatArray();
    }

    private static double[][] linear(
            Map<String, Parameter> parameters, String name, double[][] rows) {
        double[][] weight =
                DenseAttention.rows(parameters.get(name + ".weight").getArray().expandDims(0));
        double[] bias =
                DenseAttention.rows(parameters.get(name + ".bias").getArray().reshape(1, 1, -1))[0];
        return DenseAttention.linear(rows, weight, bias);
    }

    @Test
    void refusesSizesThatDontFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MixedAttention(sizes(), 4))
                .withMessageContaining("conv_kernel_size is 4; it must be odd");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> create(KernelMode.AUTO, true, 0))
                .withMessageContaining("no causal form");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new ConvBertKind()
                                        .build(
                                                AttentionSizes.of(15, 3, 8, 1),
                                                Settings.DEFAULT,
                                                0,
                                                List.of()))
                .withMessageContaining("hidden_size is 15")
                .withMessageContaining("1 heads attend");
    }
}
