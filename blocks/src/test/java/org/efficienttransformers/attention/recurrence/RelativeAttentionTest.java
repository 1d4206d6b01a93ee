/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.recurrence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.Map;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.SelfAttentionContract;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.StateDict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** XLNet's attention keeps the contract, and computes what the papers say. */
class RelativeAttentionTest extends SelfAttentionContract {

    private static final int SIZE = HIDDEN / HEADS;
    private static final int MEMORY = 5;
    private static final double TOLERANCE = 5e-5;

    @Override
    protected SelfAttention create(KernelMode kernels, boolean causal, float dropout) {
        return new RelativeAttention(sizes(kernels, causal, dropout), 0);
    }

    /** Lengths beyond one chunk of queries, with and without what else there may be. */
    @ParameterizedTest
    @CsvSource({
        "PORTABLE, false, 19, 0",
        "FUSED, false, 19, 0",
        "PORTABLE, true, 19, 3",
        "FUSED, true, 19, 3",
        "PORTABLE, false, 150, 0",
        "FUSED, false, 150, 0",
        "FUSED, true, 150, 7",
    })
    void equalsTheFormulaOfThePaper(KernelMode kernels, boolean causal, int length, int clamp) {
        try (NDManager manager = NDManager.newBaseManager()) {
            RelativeAttention block =
                    initialized(new RelativeAttention(sizes(kernels, causal, 0), clamp), manager);
            NDArray hidden = hidden(manager, 1, MEMORY + length);
            float[] types = new float[length];
            float[] tokens = new float[MEMORY + length];
            for (int i = 0; i < length; i++) {
                types[i] = i % 7 < 3 ? 0 : 1;
            }
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = i % 11 == 4 ? 0 : 1;
            }
            float[] actual =
                    block.remember(
                                    new ParameterStore(manager, false),
                                    hidden.get(":, " + MEMORY + ":"),
                                    hidden.get(":, :" + MEMORY),
                                    manager.create(tokens, new Shape(1, tokens.length)),
                                    manager.create(types, new Shape(1, length)))
                            .toFloatArray();
            double[][] expected =
                    formula(StateDict.of(block), hidden, types, tokens, causal, clamp);
            for (int i = 0; i < length; i++) {
                for (int e = 0; e < HIDDEN; e++) {
                    assertThat((double) actual[i * HIDDEN + e])
                            .as("%d, %d", i, e)
                            .isCloseTo(
                                    expected[i][e],
                                    within(TOLERANCE * Math.max(1, Math.abs(expected[i][e]))));
                }
            }
        }
    }

    private static double[][] formula(
            Map<String, Parameter> parameters,
            NDArray hidden,
            float[] types,
            float[] tokens,
            boolean causal,
            int clamp) {
        float[] x = hidden.toFloatArray();
        int keys = tokens.length;
        int length = types.length;
        float[] segments = numbers(parameters, "seg_embed");
        float[] out = numbers(parameters, "o");
        double[][] result = new double[length][HIDDEN];
        for (int head = 0; head < HEADS; head++) {
            double[][] q = onHead(parameters, "q", x, keys, head);
            double[][] k = onHead(parameters, "k", x, keys, head);
            double[][] v = onHead(parameters, "v", x, keys, head);
            for (int i = 0; i < length; i++) {
                int at = MEMORY + i;
                double[] weights = new double[keys];
                double total = 0;
                for (int j = 0; j < keys; j++) {
                    boolean hiddenKey = (tokens[j] == 0 && j != at) || (causal && j > at);
                    if (hiddenKey) {
                        continue;
                    }
                    double[] r = onHead(parameters, "r", distance(at - j, clamp), 1, head)[0];
                    int other = (j < MEMORY ? 0 : types[j - MEMORY]) == types[i] ? 0 : 1;
                    double score = 0;
                    for (int c = 0; c < SIZE; c++) {
                        int place = head * SIZE + c;
                        double own = q[at][c];
                        score += (own + numbers(parameters, "r_w_bias")[place]) * k[j][c];
                        score += (own + numbers(parameters, "r_r_bias")[place]) * r[c];
                        score +=
                                (own + numbers(parameters, "r_s_bias")[place])
                                        * segments[other * HIDDEN + place];
                    }
                    weights[j] = Math.exp(score / Math.sqrt(SIZE));
                    total += weights[j];
                }
                for (int c = 0; c < SIZE; c++) {
                    double context = 0;
                    for (int j = 0; j < keys; j++) {
                        context += weights[j] / total * v[j][c];
                    }
                    for (int e = 0; e < HIDDEN; e++) {
                        result[i][e] += context * out[e * HIDDEN + head * SIZE + c];
                    }
                }
            }
        }
        return result;
    }

    private static float[] distance(int distance, int clamp) {
        double bounded = clamp == 0 ? distance : Math.max(-clamp, Math.min(clamp, distance));
        float[] vector = new float[HIDDEN];
        for (int i = 0; i < HIDDEN / 2; i++) {
            double angle = bounded / Math.pow(10_000, 2.0 * i / HIDDEN);
            vector[i] = (float) Math.sin(angle);
            vector[HIDDEN / 2 + i] = (float) Math.cos(angle);
        }
        return vector;
    }

    private static double[][] onHead(
            Map<String, Parameter> parameters, String name, float[] x, int rows, int head) {
        float[] weight = numbers(parameters, name);
        double[][] result = new double[rows][SIZE];
        for (int i = 0; i < rows; i++) {
            for (int c = 0; c < SIZE; c++) {
                for (int e = 0; e < HIDDEN; e++) {
                    result[i][c] += x[i * HIDDEN + e] * weight[e * HIDDEN + head * SIZE + c];
                }
            }
        }
        return result;
    }

    private static float[] numbers(Map<String, Parameter> parameters, String name) {
        return parameters.get(name).getArray().toFloatArray();
    }

    @Test
    void refusesAnOddSize() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RelativeAttention(AttentionSizes.of(15, 3, LENGTH, 1), 0))
                .withMessageContaining("d_model is 15")
                .withMessageContaining("even");
    }
}
