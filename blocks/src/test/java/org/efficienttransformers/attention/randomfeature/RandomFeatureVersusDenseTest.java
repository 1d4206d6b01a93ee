/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.randomfeature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.DenseAttention;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.SelfAttentionContract;
import org.efficienttransformers.attention.past.Past;
import org.efficienttransformers.attention.position.RotaryPositions;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.model.StateDict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Performer's attention equals the naive form, which weighs each key for each query by the product
 * of their features, over several chunks of the kernel.
 */
class RandomFeatureVersusDenseTest {

    private static final int HIDDEN = SelfAttentionContract.HIDDEN;
    private static final int HEADS = SelfAttentionContract.HEADS;
    private static final int SIZE = HIDDEN / HEADS;
    private static final int FEATURES = 10;
    private static final double TOLERANCE = 1e-5;

    /** Positions, how many of them are tokens, and the rest of the settings. */
    record Setting(
            int length, int tokens, FeatureMap.Function function, double epsilon, boolean causal) {}

    static List<Arguments> settings() {
        List<Arguments> arguments = new ArrayList<>();
        for (boolean causal : new boolean[] {false, true}) {
            List<Setting> settings =
                    new ArrayList<>(
                            List.of(
                                    new Setting(1, 1, FeatureMap.Function.SOFTMAX, 0, causal),
                                    new Setting(128, 128, FeatureMap.Function.SOFTMAX, 0, causal),
                                    new Setting(300, 300, FeatureMap.Function.SOFTMAX, 0, causal),
                                    new Setting(300, 170, FeatureMap.Function.SOFTMAX, 0, causal),
                                    new Setting(300, 100, FeatureMap.Function.SOFTMAX, 0, causal),
                                    new Setting(
                                            300, 300, FeatureMap.Function.SOFTMAX, 1e-2, causal),
                                    new Setting(
                                            300, 170, FeatureMap.Function.SOFTMAX, 1e-2, causal)));
            for (FeatureMap.Function function : FeatureMap.Function.values()) {
                if (function != FeatureMap.Function.SOFTMAX) {
                    settings.add(new Setting(300, 170, function, 1e-3, causal));
                }
            }
            // Several chunks of the bidirectional form, which are longer.
            settings.add(new Setting(1100, 900, FeatureMap.Function.SOFTMAX, 0, causal));
            for (Setting setting : settings) {
                arguments.add(Arguments.of(setting, KernelMode.PORTABLE));
                arguments.add(Arguments.of(setting, KernelMode.FUSED));
            }
        }
        return arguments;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("settings")
    void equalsTheNaiveForm(Setting setting, KernelMode kernels) {
        try (NDManager manager = NDManager.newBaseManager()) {
            RandomFeatureAttention block = create(setting, kernels, manager);
            NDArray hidden = SelfAttentionContract.hidden(manager, 1, setting.length);
            float[] actual = forward(setting, block, hidden, false).toFloatArray();
            double[][] expected = naive(setting, block, DenseAttention.rows(hidden.squeeze(0)));
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

    /** The gradients of hidden states and weights, by differentiating the naive form. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("settings")
    void gradientsEqualThoseOfTheNaiveForm(Setting setting, KernelMode kernels) {
        if (setting.function == FeatureMap.Function.SOFTMAX && setting.epsilon > 0) {
            // By definition the scale that epsilon is measured by has no gradient.
            return;
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            List<NDArray> actual = gradients(setting, kernels, manager, false);
            List<NDArray> expected = gradients(setting, kernels, manager, true);
            for (int i = 0; i < expected.size(); i++) {
                // Sums over all positions: their float32 errors grow with the sum, not its parts.
                float largest = expected.get(i).abs().max().getFloat();
                SelfAttentionContract.assertClose(
                        actual.get(i),
                        expected.get(i),
                        10 * (float) TOLERANCE * Math.max(1, largest));
            }
        }
    }

    private static List<NDArray> gradients(
            Setting setting, KernelMode kernels, NDManager manager, boolean naive) {
        RandomFeatureAttention block = create(setting, kernels, manager);
        NDArray hidden = SelfAttentionContract.hidden(manager, 1, setting.length);
        hidden.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray context =
                    naive ? formula(setting, block, hidden) : forward(setting, block, hidden, true);
            NDArray weights =
                    manager.arange((float) context.size()).sin().reshape(context.getShape());
            collector.backward(context.mul(weights).sum());
        }
        List<NDArray> gradients = new ArrayList<>(List.of(hidden.getGradient()));
        for (Parameter parameter : StateDict.of(block).values()) {
            if (parameter.requiresGradient()) {
                gradients.add(parameter.getArray().getGradient());
            }
        }
        return gradients;
    }

    @ParameterizedTest
    @EnumSource(names = {"PORTABLE", "FUSED"})
    void noBitDependsOnALaterToken(KernelMode kernels) {
        try (NDManager manager = NDManager.newBaseManager()) {
            for (double epsilon : new double[] {0, 1e-4}) {
                Setting setting = new Setting(300, 300, FeatureMap.Function.SOFTMAX, epsilon, true);
                RandomFeatureAttention block = create(setting, kernels, manager);
                NDArray hidden = SelfAttentionContract.hidden(manager, 1, setting.length);
                NDArray before = forward(setting, block, hidden, false);
                for (int position : new int[] {1, 127, 128, 200, 299}) {
                    NDArray other = hidden.duplicate();
                    // Far longer keys than any before, which a scale over all positions would see.
                    other.set(new NDIndex(":, {}:", position), 9);
                    NDArray after = forward(setting, block, other, false);
                    assertThat(after.get(":, :" + position))
                            .isEqualTo(before.get(":, :" + position));
                    assertThat(after.get(":, " + position + ":"))
                            .isNotEqualTo(before.get(":, " + position + ":"));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FeatureMap.Function.class,
            names = {"SOFTMAX", "RELU"})
    void generatingInPiecesEqualsOneCall(FeatureMap.Function function) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Setting setting = new Setting(300, 300, function, 1e-3, true);
            RandomFeatureAttention block =
                    SelfAttentionContract.initialized(
                            block(
                                    setting,
                                    SelfAttentionContract.sizes(KernelMode.FUSED, true, 0)
                                            .withRotary(
                                                    new RotaryPositions(
                                                            10_000,
                                                            RotaryPositions.Pairing.NEIGHBOURS))),
                            manager);
            NDArray hidden = SelfAttentionContract.hidden(manager, 2, setting.length);
            NDArray whole = SelfAttentionContract.call(block, hidden);
            NDList pieces = new NDList();
            ParameterStore store = new ParameterStore(manager, false);
            int before = manager.getManagedArrays().size();
            try (Past past = block.newPast(manager, 2)) {
                int[] ends = {1, 2, 3, 140, 141, 298, 299, 300};
                int start = 0;
                for (int end : ends) {
                    NDArray part = hidden.get(new NDIndex(":, {}:{}", start, end));
                    pieces.add(block.attendNext(store, part, past));
                    start = end;
                }
            }
            // The part and its context, for each piece; nothing of the sums.
            assertThat(manager.getManagedArrays()).hasSize(before + 2 * pieces.size());
            SelfAttentionContract.assertClose(NDArrays.concat(pieces, 1), whole, (float) TOLERANCE);
        }
    }

    private static RandomFeatureAttention create(
            Setting setting, KernelMode kernels, NDManager manager) {
        AttentionSizes sizes = SelfAttentionContract.sizes(kernels, setting.causal, 0);
        return SelfAttentionContract.initialized(block(setting, sizes), manager);
    }

    private static RandomFeatureAttention block(Setting setting, AttentionSizes sizes) {
        return new RandomFeatureAttention(
                sizes,
                FEATURES,
                new FeatureMap(setting.function, setting.epsilon),
                OrthogonalFeatures.DEFAULT,
                0);
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

    /** In double precision, without any scale unless epsilon is measured by it. */
    private static double[][] naive(Setting setting, SelfAttention block, double[][] hidden) {
        Map<String, Parameter> parameters = StateDict.of(block);
        double[][] directions = DenseAttention.rows(parameters.get("projection_matrix").getArray());
        double[][] context = new double[setting.length][HIDDEN];
        for (int head = 0; head < HEADS; head++) {
            double[][] q = projected(parameters, "query", hidden, head);
            double[][] k = projected(parameters, "key", hidden, head);
            double[][] v = projected(parameters, "value", hidden, head);
            for (int i = 0; i < setting.length; i++) {
                int end = setting.causal ? Math.min(i + 1, setting.tokens) : setting.tokens;
                double largest = Double.NEGATIVE_INFINITY;
                for (int j = 0; j < end; j++) {
                    largest = Math.max(largest, largest(directions, k[j]));
                }
                double[] query = features(setting, directions, q[i], largest(directions, q[i]));
                double sum = 0;
                for (int j = 0; j < end; j++) {
                    double[] key = features(setting, directions, k[j], largest);
                    double weight = 0;
                    for (int r = 0; r < FEATURES; r++) {
                        weight += query[r] * key[r];
                    }
                    sum += weight;
                    for (int c = 0; c < SIZE; c++) {
                        context[i][head * SIZE + c] += weight * v[j][c];
                    }
                }
                for (int c = 0; c < SIZE; c++) {
                    context[i][head * SIZE + c] /= sum;
                }
            }
        }
        return context;
    }

    private static double largest(double[][] directions, double[] x) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double[] direction : directions) {
            largest = Math.max(largest, dot(direction, x) * Math.pow(SIZE, -0.25));
        }
        return largest;
    }

    private static double[] features(
            Setting setting, double[][] directions, double[] x, double scale) {
        double root = Math.pow(SIZE, -0.25);
        double half = dot(x, x) * root * root / 2;
        DoubleUnaryOperator function =
                switch (setting.function) {
                    case SOFTMAX -> y -> Math.exp(y - half - (setting.epsilon > 0 ? scale : 0));
                    case RELU -> y -> Math.max(y, 0);
                    case SIGMOID -> y -> 1 / (1 + Math.exp(-y));
                    case SHIFTED_ELU -> y -> y > 0 ? y + 1 : Math.exp(y);
                    case SQUARE -> y -> y * y;
                };
        double[] features = new double[directions.length];
        for (int r = 0; r < features.length; r++) {
            features[r] = function.applyAsDouble(dot(directions[r], x) * root) + setting.epsilon;
        }
        return features;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double[][] projected(
            Map<String, Parameter> parameters, String name, double[][] input, int head) {
        double[][] weight = DenseAttention.rows(parameters.get(name + ".weight").getArray());
        double[] bias =
                DenseAttention.rows(parameters.get(name + ".bias").getArray().reshape(1, -1))[0];
        return DenseAttention.columns(DenseAttention.linear(input, weight, bias), head, SIZE);
    }

    /** The naive form in NDArray operations, for its gradients. */
    private static NDArray formula(Setting setting, SelfAttention block, NDArray hidden) {
        NDManager manager = hidden.getManager();
        Map<String, Parameter> parameters = StateDict.of(block);
        NDArray directions = parameters.get("projection_matrix").getArray().transpose();
        float[] visible = new float[setting.length * setting.length];
        for (int i = 0; i < setting.length; i++) {
            int end = setting.causal ? Math.min(i + 1, setting.tokens) : setting.tokens;
            for (int j = 0; j < end; j++) {
                visible[i * setting.length + j] = 1;
            }
        }
        NDArray mask = manager.create(visible, new Shape(setting.length, setting.length));
        NDList contexts = new NDList();
        for (int head = 0; head < HEADS; head++) {
            NDArray x = hidden.squeeze(0);
            NDArray q = features(setting, project(parameters, "query", x, head), directions);
            NDArray k = features(setting, project(parameters, "key", x, head), directions);
            NDArray weights = q.matMul(k.transpose()).mul(mask);
            NDArray sums = weights.sum(new int[] {1}, true);
            contexts.add(weights.div(sums).matMul(project(parameters, "value", x, head)));
        }
        return NDArrays.concat(contexts, 1).expandDims(0);
    }

    private static NDArray features(Setting setting, NDArray x, NDArray directions) {
        NDArray rooted = Scalars.mul(x, Math.pow(SIZE, -0.25));
        NDArray y = rooted.matMul(directions);
        NDArray features =
                switch (setting.function) {
                    case SOFTMAX ->
                            y.sub(Scalars.mul(rooted.mul(rooted).sum(new int[] {1}, true), 0.5))
                                    .exp();
                    case RELU -> Scalars.maximum(y, 0);
                    case SIGMOID -> y.onesLike().div(Scalars.add(y.neg().exp(), 1));
                    case SHIFTED_ELU -> Scalars.maximum(y, 0).add(Scalars.minimum(y, 0).exp());
                    case SQUARE -> y.mul(y);
                };
        return Scalars.add(features, setting.epsilon);
    }

    private static NDArray project(
            Map<String, Parameter> parameters, String name, NDArray input, int head) {
        NDArray weight = parameters.get(name + ".weight").getArray();
        return input.matMul(weight.transpose())
                .add(parameters.get(name + ".bias").getArray())
                .get(":, " + head * SIZE + ":" + (head + 1) * SIZE);
    }
}
