/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lowrank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.attention.AttentionPattern;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.DenseAttention;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.SelfAttentionContract;
import org.efficienttransformers.attention.full.FullAttention;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Linformer's attention equals its formula, with E and F written out as matrices of (k, n). */
class LowRankVersusDenseTest {

    private static final int HIDDEN = SelfAttentionContract.HIDDEN;
    private static final int HEADS = SelfAttentionContract.HEADS;
    private static final int SIZE = HIDDEN / HEADS;
    private static final int MAX_LENGTH = 24;
    private static final AttentionSizes SIZES = AttentionSizes.of(HIDDEN, HEADS, MAX_LENGTH, 1);
    private static final int RANK = 6;
    private static final int STRIDE = MAX_LENGTH / RANK;

    /** float32 against double precision. */
    private static final double TOLERANCE = 2e-5;

    /** Positions, and how many of them, from the first on, are tokens. */
    record Setting(
            ProjectionSharing sharing, LengthProjection projection, int length, int tokens) {}

    static List<Arguments> settings() {
        List<Arguments> arguments = new ArrayList<>();
        int[][] lengths = {{MAX_LENGTH, MAX_LENGTH}, {MAX_LENGTH, 14}, {17, 17}, {17, 9}, {1, 1}};
        for (ProjectionSharing sharing : ProjectionSharing.values()) {
            for (LengthProjection projection : LengthProjection.values()) {
                for (int[] length : lengths) {
                    Setting setting = new Setting(sharing, projection, length[0], length[1]);
                    arguments.add(Arguments.of(setting, KernelMode.PORTABLE));
                    arguments.add(Arguments.of(setting, KernelMode.FUSED));
                }
            }
        }
        return arguments;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("settings")
    void equalsItsFormula(Setting setting, KernelMode kernels) {
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention block = create(setting, kernels, manager);
            NDArray hidden = SelfAttentionContract.hidden(manager, 1, setting.length);
            float[] actual = forward(setting, block, hidden, false).toFloatArray();
            double[][] expected = dense(setting, block, DenseAttention.rows(hidden.squeeze(0)));
            for (int i = 0; i < setting.length; i++) {
                for (int c = 0; c < HIDDEN; c++) {
                    double value = expected[i][c];
                    assertThat((double) actual[i * HIDDEN + c])
                            .as("row %d column %d", i, c)
                            .isCloseTo(value, within(TOLERANCE * Math.max(1, Math.abs(value))));
                }
            }
        }
    }

    /** The gradients of the hidden states and of all weights, by differentiating the formula. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("settings")
    void gradientsEqualThoseOfTheFormula(Setting setting, KernelMode kernels) {
        try (NDManager manager = NDManager.newBaseManager()) {
            List<NDArray> actual = gradients(setting, kernels, manager, false);
            List<NDArray> expected = gradients(setting, kernels, manager, true);
            for (int i = 0; i < expected.size(); i++) {
                SelfAttentionContract.assertClose(
                        actual.get(i), expected.get(i), 10 * (float) TOLERANCE);
            }
        }
    }

    private static List<NDArray> gradients(
            Setting setting, KernelMode kernels, NDManager manager, boolean formula) {
        SelfAttention block = create(setting, kernels, manager);
        NDArray hidden = SelfAttentionContract.hidden(manager, 1, setting.length);
        hidden.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray context =
                    formula
                            ? formula(setting, block, hidden)
                            : forward(setting, block, hidden, true);
            NDArray weights =
                    manager.arange((float) context.size()).sin().reshape(context.getShape());
            collector.backward(context.mul(weights).sum());
        }
        List<NDArray> gradients = new ArrayList<>(List.of(hidden.getGradient()));
        for (Parameter parameter : StateDict.of(block).values()) {
            gradients.add(parameter.getArray().getGradient());
        }
        return gradients;
    }

    @ParameterizedTest
    @EnumSource
    void isFullAttentionWithTheIdentity(LengthProjection projection) {
        try (NDManager manager = NDManager.newBaseManager()) {
            LowRankAttention block =
                    SelfAttentionContract.initialized(
                            new LowRankAttention(
                                    SIZES,
                                    MAX_LENGTH,
                                    projection,
                                    ProjectionSharing.HEADWISE,
                                    null),
                            manager);
            FullAttention full =
                    SelfAttentionContract.initialized(new FullAttention(SIZES), manager);
            for (Map.Entry<String, Parameter> entry : StateDict.of(block).entrySet()) {
                NDArray array = entry.getValue().getArray();
                if (projection == LengthProjection.LEARNED
                        && array.getShape().get(0) == MAX_LENGTH) {
                    manager.eye(MAX_LENGTH).copyTo(array);
                } else if (entry.getKey().startsWith("compress")) {
                    array.set(new float[] {1});
                } else {
                    StateDict.of(full).get(entry.getKey()).getArray().copyTo(array);
                }
            }
            for (int length : new int[] {MAX_LENGTH, 10}) {
                NDArray hidden = SelfAttentionContract.hidden(manager, 1, length);
                NDArray mask = SelfAttentionContract.mask(manager, length, length - 3);
                SelfAttentionContract.assertClose(
                        SelfAttentionContract.call(block, hidden),
                        SelfAttentionContract.call(full, hidden),
                        (float) TOLERANCE);
                SelfAttentionContract.assertClose(
                        SelfAttentionContract.call(block, hidden, mask),
                        SelfAttentionContract.call(full, hidden, mask),
                        (float) TOLERANCE);
            }
        }
    }

    @Test
    void patternIsASummary() {
        AttentionPattern pattern = new LinformerKind().pattern(Settings.DEFAULT, 3, false);
        assertThat(pattern.reason(0, 2)).isEqualTo(AttentionPattern.Reason.SUMMARY);
        assertThat(pattern.sees(0, 2)).isTrue();
        AttentionPattern causal = new LinformerKind().pattern(Settings.DEFAULT, 3, true);
        assertThat(causal.reason(0, 2)).isEqualTo(AttentionPattern.Reason.CAUSAL);
        assertThat(causal.sees(2, 0)).isTrue();
    }

    private static SelfAttention create(Setting setting, KernelMode kernels, NDManager manager) {
        return SelfAttentionContract.initialized(
                new LowRankAttention(
                        SIZES.withKernels(kernels),
                        RANK,
                        setting.projection,
                        setting.sharing,
                        null),
                manager);
    }

    private static NDArray forward(
            Setting setting, SelfAttention block, NDArray hidden, boolean training) {
        NDManager manager = hidden.getManager();
        NDList inputs = new NDList(hidden);
        if (setting.tokens < setting.length) {
            inputs.add(SelfAttentionContract.mask(manager, setting.length, setting.tokens));
        }
        return block.forward(new ParameterStore(manager, false), inputs, training)
                .singletonOrThrow();
    }

    /** The formula in double precision, head by head. */
    private static double[][] dense(Setting setting, SelfAttention block, double[][] hidden) {
        Map<String, Parameter> parameters = StateDict.of(block);
        double[][] context = new double[setting.length][HIDDEN];
        for (int head = 0; head < HEADS; head++) {
            double[][] q = projected(parameters, "query", hidden, head);
            double[][] e =
                    DenseAttention.rows(matrix(setting, parameters, "compress_k.weight", head));
            double[][] f =
                    DenseAttention.rows(matrix(setting, parameters, valueName(setting), head));
            double[][] k = projected(parameters, "key", product(e, hidden), head);
            double[][] v = projected(parameters, "value", product(f, hidden), head);
            double[][] rows =
                    DenseAttention.head(q, k, v, (query, slot) -> occupied(setting, slot) ? 1 : 0);
            for (int i = 0; i < setting.length; i++) {
                System.arraycopy(rows[i], 0, context[i], head * SIZE, SIZE);
            }
        }
        return context;
    }

    private static boolean occupied(Setting setting, int slot) {
        return setting.projection == LengthProjection.LEARNED || slot * STRIDE < setting.tokens;
    }

    private static String valueName(Setting setting) {
        boolean two =
                setting.sharing == ProjectionSharing.NONE
                        || setting.sharing == ProjectionSharing.HEADWISE;
        return two ? "compress_v.weight" : "compress_k.weight";
    }

    private static double[][] projected(
            Map<String, Parameter> parameters, String name, double[][] input, int head) {
        double[][] weight = DenseAttention.rows(parameters.get(name + ".weight").getArray());
        double[] bias =
                DenseAttention.rows(parameters.get(name + ".bias").getArray().reshape(1, -1))[0];
        return DenseAttention.columns(DenseAttention.linear(input, weight, bias), head, SIZE);
    }

    private static double[][] product(double[][] left, double[][] right) {
        double[][] product = new double[left.length][right[0].length];
        for (int i = 0; i < left.length; i++) {
            for (int j = 0; j < right.length; j++) {
                for (int c = 0; c < right[j].length; c++) {
                    product[i][c] += left[i][j] * right[j][c];
                }
            }
        }
        return product;
    }

    /** The formula in NDArray operations on whole matrices, for its gradients. */
    private static NDArray formula(Setting setting, SelfAttention block, NDArray hidden) {
        NDManager manager = hidden.getManager();
        Map<String, Parameter> parameters = StateDict.of(block);
        float[] hiddenSlots = new float[RANK];
        for (int slot = 0; slot < RANK; slot++) {
            hiddenSlots[slot] = occupied(setting, slot) ? 0 : Float.NEGATIVE_INFINITY;
        }
        NDArray mask = manager.create(hiddenSlots, new Shape(1, RANK));
        NDArray x = hidden.squeeze(0);
        NDList contexts = new NDList();
        for (int head = 0; head < HEADS; head++) {
            NDArray e = matrix(setting, parameters, "compress_k.weight", head);
            NDArray f = matrix(setting, parameters, valueName(setting), head);
            NDArray q = project(parameters, "query", x, head);
            NDArray k = project(parameters, "key", e.matMul(x), head);
            NDArray v = project(parameters, "value", f.matMul(x), head);
            NDArray scores = Scalars.mul(q.matMul(k.transpose()), 1 / Math.sqrt(SIZE)).add(mask);
            contexts.add(scores.softmax(-1).matMul(v));
        }
        return NDArrays.concat(contexts, 1).expandDims(0);
    }

    private static NDArray project(
            Map<String, Parameter> parameters, String name, NDArray input, int head) {
        NDArray weight = parameters.get(name + ".weight").getArray();
        return input.matMul(weight.transpose())
                .add(parameters.get(name + ".bias").getArray())
                .get(":, " + head * SIZE + ":" + (head + 1) * SIZE);
    }

    /** E or F of a head for this text, padding struck out: (k, length). */
    private static NDArray matrix(
            Setting setting, Map<String, Parameter> parameters, String name, int head) {
        NDArray parameter =
                setting.projection == LengthProjection.MEAN_POOLING
                        ? null
                        : parameters.get(name).getArray();
        boolean own = setting.sharing == ProjectionSharing.NONE;
        NDManager manager = parameters.get("query.weight").getArray().getManager();
        float[] places = new float[RANK * setting.length * STRIDE];
        float[] tokens = new float[setting.length];
        float[] means = new float[RANK * setting.length];
        for (int i = 0; i < setting.tokens; i++) {
            tokens[i] = 1;
            int slot = i / STRIDE;
            places[(slot * setting.length + i) * STRIDE + i % STRIDE] = 1;
            means[slot * setting.length + i] =
                    1f / Math.min(STRIDE, setting.tokens - slot * STRIDE);
        }
        NDArray weights = own && parameter != null ? parameter.get(head) : parameter;
        return switch (setting.projection) {
            case LEARNED ->
                    weights.get(":, :" + setting.length).mul(manager.create(tokens).reshape(1, -1));
            case MEAN_POOLING -> manager.create(means, new Shape(RANK, setting.length));
            case CONVOLUTION ->
                    manager.create(places, new Shape(RANK, setting.length, STRIDE))
                            .mul(weights.reshape(1, 1, -1))
                            .sum(new int[] {2});
        };
    }
}
