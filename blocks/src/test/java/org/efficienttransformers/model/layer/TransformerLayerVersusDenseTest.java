/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.DenseAttention;
import org.efficienttransformers.description.Activation;
import org.efficienttransformers.description.AttentionPart;
import org.efficienttransformers.description.FeedForwardPart;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.LinearPart;
import org.efficienttransformers.description.NormPart;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.program.LayerPrograms;
import org.efficienttransformers.settings.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Layers of each make against the formulas, in plain loops over doubles: pre-norm and post-norm,
 * gated and plain, with each kind of norm, and without biases.
 */
class TransformerLayerVersusDenseTest {

    private static final int LENGTH = 7;
    private static final int HIDDEN = 8;
    private static final int HEADS = 2;
    private static final int HEAD_SIZE = 3;
    private static final int WIDTH = 5;
    private static final float EPSILON = 1e-3f;

    /** What tells one layer from another. */
    record Make(
            boolean preNorm,
            NormPart.Kind norm,
            boolean attentionNormed,
            boolean gated,
            boolean bias,
            Activation activation,
            int rowsAtATime) {}

    static Stream<Arguments> makes() {
        NormPart.Kind bare = NormPart.Kind.LAYER_WITHOUT_BIAS;
        NormPart.Kind rms = NormPart.Kind.RMS;
        NormPart.Kind layer = NormPart.Kind.LAYER;
        return Stream.of(
                        new Make(true, bare, true, true, false, Activation.TANH, 0),
                        new Make(true, rms, true, true, false, Activation.SILU, 0),
                        new Make(true, rms, true, true, false, Activation.SILU, 3),
                        new Make(true, bare, false, true, false, Activation.TANH, 0),
                        new Make(true, layer, true, true, true, Activation.SILU, 2),
                        new Make(true, bare, true, false, true, Activation.RELU, 0),
                        new Make(false, rms, true, true, false, Activation.SILU, 0),
                        new Make(false, bare, true, false, false, Activation.TANH, 4),
                        new Make(false, layer, true, false, false, Activation.TANH, 0),
                        new Make(false, layer, true, false, true, Activation.RELU, 0))
                .flatMap(
                        make ->
                                Stream.of(KernelMode.PORTABLE, KernelMode.AUTO)
                                        .map(kernels -> Arguments.of(make, kernels)));
    }

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
        Engine.getInstance().setRandomSeed(7);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @MethodSource("makes")
    void equalsTheFormulas(Make make, KernelMode kernels) {
        TransformerLayer layer = layer(make, kernels);
        NDArray hidden = manager.randomNormal(0, 1, new Shape(1, LENGTH, HIDDEN), DataType.FLOAT64);
        double[] expected =
                Stream.of(dense(make, StateDict.of(layer), rows(hidden.get(0))))
                        .flatMapToDouble(Arrays::stream)
                        .toArray();
        for (boolean training : new boolean[] {false, true}) {
            assertThat(call(layer, hidden, training).toDoubleArray())
                    .containsExactly(expected, within(1e-12));
        }
    }

    /** Along random directions, in double precision. */
    @ParameterizedTest
    @MethodSource("makes")
    void gradientsAreFiniteDifferences(Make make, KernelMode kernels) {
        TransformerLayer layer = layer(make, kernels);
        NDArray hidden = manager.randomNormal(0, 1, new Shape(1, LENGTH, HIDDEN), DataType.FLOAT64);
        NDArray weights = manager.randomNormal(0, 1, hidden.getShape(), DataType.FLOAT64);
        hidden.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            collector.backward(call(layer, hidden, true).mul(weights).sum());
        }
        Map<String, NDArray> variables = new LinkedHashMap<>();
        variables.put("hidden", hidden);
        StateDict.of(layer).forEach((name, parameter) -> variables.put(name, parameter.getArray()));
        Map<String, NDArray> gradients = new LinkedHashMap<>();
        variables.forEach((name, x) -> gradients.put(name, x.getGradient().duplicate()));
        hidden.setRequiresGradient(false);
        layer.freezeParameters(true);
        variables.forEach((name, x) -> check(name, layer, hidden, weights, x, gradients.get(name)));
    }

    private void check(
            String name,
            TransformerLayer layer,
            NDArray hidden,
            NDArray weights,
            NDArray x,
            NDArray gradient) {
        double step = 1e-5;
        NDArray direction = manager.randomNormal(0, 1, x.getShape(), DataType.FLOAT64);
        NDArray forth = direction.mul(manager.create(step));
        NDArray values = x.duplicate();
        double[] losses = new double[2];
        for (int i = 0; i < 2; i++) {
            NDArray moved = i == 0 ? values.add(forth) : values.sub(forth);
            moved.copyTo(x);
            losses[i] = call(layer, hidden, false).mul(weights).sum().getDouble();
        }
        values.copyTo(x);
        double expected = (losses[0] - losses[1]) / (2 * step);
        assertThat(gradient.mul(direction).sum().getDouble())
                .as(name)
                .isCloseTo(expected, within(1e-6 * Math.max(1, Math.abs(expected))));
    }

    private NDArray call(TransformerLayer layer, NDArray hidden, boolean training) {
        return layer.forward(new ParameterStore(manager, false), new NDList(hidden), training)
                .singletonOrThrow();
    }

    private TransformerLayer layer(Make make, KernelMode kernels) {
        AttentionPart attention =
                new AttentionPart(
                        "attention",
                        AttentionKinds.of("full"),
                        Settings.DEFAULT,
                        HEADS,
                        HEADS,
                        HEAD_SIZE,
                        false,
                        make.bias,
                        null,
                        null,
                        make.attentionNormed ? norm(make, "attention_norm") : null,
                        new LinearPart("attention_output", HIDDEN, make.bias),
                        0,
                        0);
        FeedForwardPart feedForward =
                new FeedForwardPart(
                        norm(make, "feed_forward_norm"),
                        new LinearPart("in", WIDTH, make.bias),
                        make.gated ? new LinearPart("gate", WIDTH, make.bias) : null,
                        null,
                        new LinearPart("out", HIDDEN, make.bias),
                        make.activation,
                        0,
                        0,
                        0,
                        make.rowsAtATime);
        AttentionSizes sizes =
                new AttentionSizes(
                        HIDDEN, HEADS, HEADS, HEAD_SIZE, LENGTH, 1, false, make.bias, 0, null,
                        kernels);
        TransformerLayer layer =
                new TransformerLayer(
                        new LayerPart("layer", make.preNorm, attention, feedForward),
                        attention.kind().build(sizes, Settings.DEFAULT, 0, List.of()),
                        new LayerPrograms());
        layer.setInitializer(new NormalInitializer(0.5f), parameter -> true);
        layer.initialize(manager, DataType.FLOAT64, new Shape(1, LENGTH, HIDDEN));
        return layer;
    }

    private static NormPart norm(Make make, String name) {
        return new NormPart(name, make.norm, EPSILON);
    }

    private static double[][] dense(Make make, Map<String, Parameter> all, double[][] x) {
        double[][] attended = attention(all, make.preNorm ? norm(make, all, 0, x) : x);
        double[][] sum = plus(x, attended);
        if (make.preNorm) {
            return plus(sum, feedForward(make, all, norm(make, all, 1, sum)));
        }
        double[][] normed = norm(make, all, 0, sum);
        return norm(make, all, 1, plus(normed, feedForward(make, all, normed)));
    }

    private static double[][] attention(Map<String, Parameter> all, double[][] x) {
        double[][] query = linear(all, "attention.query", x);
        double[][] key = linear(all, "attention.key", x);
        double[][] value = linear(all, "attention.value", x);
        double[][] context = new double[x.length][HEADS * HEAD_SIZE];
        for (int head = 0; head < HEADS; head++) {
            double[][] part =
                    DenseAttention.head(
                            DenseAttention.columns(query, head, HEAD_SIZE),
                            DenseAttention.columns(key, head, HEAD_SIZE),
                            DenseAttention.columns(value, head, HEAD_SIZE),
                            (i, j) -> 1);
            for (int i = 0; i < x.length; i++) {
                System.arraycopy(part[i], 0, context[i], head * HEAD_SIZE, HEAD_SIZE);
            }
        }
        return linear(all, "attention_output", context);
    }

    private static double[][] feedForward(Make make, Map<String, Parameter> all, double[][] x) {
        DoubleUnaryOperator function =
                switch (make.activation) {
                    case RELU -> v -> Math.max(v, 0);
                    case SILU -> v -> v / (1 + Math.exp(-v));
                    default -> Math::tanh;
                };
        double[][] wide = linear(all, "in", x);
        double[][] gates = make.gated ? linear(all, "gate", x) : null;
        double[][] inner = new double[x.length][WIDTH];
        for (int i = 0; i < x.length; i++) {
            for (int c = 0; c < WIDTH; c++) {
                double gate = make.gated ? gates[i][c] : 1;
                inner[i][c] = function.applyAsDouble(wide[i][c]) * gate;
            }
        }
        return linear(all, "out", inner);
    }

    private static double[][] norm(Make make, Map<String, Parameter> all, int which, double[][] x) {
        if (which == 0 && !make.attentionNormed) {
            return x;
        }
        String name = which == 0 ? "attention_norm" : "feed_forward_norm";
        double[] weight = all.get(name + ".weight").getArray().toDoubleArray();
        Parameter bias = all.get(name + ".bias");
        assertThat(bias != null).isEqualTo(make.norm == NormPart.Kind.LAYER);
        double[] offset = bias == null ? new double[HIDDEN] : bias.getArray().toDoubleArray();
        double[][] normed = new double[x.length][HIDDEN];
        for (int i = 0; i < x.length; i++) {
            double mean =
                    make.norm == NormPart.Kind.RMS
                            ? 0
                            : Arrays.stream(x[i]).average().orElseThrow();
            double square =
                    Arrays.stream(x[i]).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
            for (int c = 0; c < HIDDEN; c++) {
                normed[i][c] =
                        (x[i][c] - mean) / Math.sqrt(square + EPSILON) * weight[c] + offset[c];
            }
        }
        return normed;
    }

    private static double[][] plus(double[][] a, double[][] b) {
        double[][] sum = new double[a.length][a[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int c = 0; c < a[i].length; c++) {
                sum[i][c] = a[i][c] + b[i][c];
            }
        }
        return sum;
    }

    private static double[][] linear(Map<String, Parameter> all, String name, double[][] x) {
        Parameter bias = all.get(name + ".bias");
        return DenseAttention.linear(
                x,
                rows(all.get(name + ".weight").getArray()),
                bias == null ? null : bias.getArray().toDoubleArray());
    }

    private static double[][] rows(NDArray matrix) {
        double[] flat = matrix.toDoubleArray();
        int width = Math.toIntExact(matrix.getShape().get(1));
        double[][] rows = new double[flat.length / width][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
        }
        return rows;
    }
}
