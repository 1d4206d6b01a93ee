/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
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
import java.util.Set;
import java.util.function.BiFunction;
import org.efficienttransformers.attention.AttentionPattern;
import org.efficienttransformers.attention.DenseAttention;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.SelfAttentionContract;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.model.StateDict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sliding-window attention equals dense attention in double precision under {@link
 * AttentionPattern}, over several chunks of the kernel.
 */
class SlidingWindowVersusDenseTest {

    private static final int HIDDEN = SelfAttentionContract.HIDDEN;
    private static final int HEADS = SelfAttentionContract.HEADS;
    private static final int SIZE = HIDDEN / HEADS;

    /** float32 against double precision. */
    private static final double TOLERANCE = 2e-5;

    /** Length, tokens that are not padding, window, dilation, causal, globals. */
    record Setting(
            int length,
            int tokens,
            int window,
            int dilation,
            boolean causal,
            Set<Integer> globals) {}

    static List<Arguments> settings() {
        Set<Integer> noGlobals = Set.of();
        List<Setting> settings =
                List.of(
                        new Setting(1, 1, 2, 1, false, noGlobals),
                        new Setting(300, 300, 2, 1, false, noGlobals),
                        new Setting(300, 300, 64, 1, false, noGlobals),
                        new Setting(257, 200, 30, 1, false, Set.of(0)),
                        new Setting(300, 271, 64, 1, false, Set.of(0, 1, 129, 270)),
                        new Setting(90, 90, 400, 1, false, Set.of(3)),
                        new Setting(300, 300, 16, 5, false, noGlobals),
                        new Setting(301, 280, 16, 3, false, Set.of(0, 140, 279)),
                        // Windows and steps beyond the text.
                        new Setting(300, 290, 2_000_000_000, 1, false, Set.of(1)),
                        new Setting(150, 150, 16, 2_000_000_000, false, noGlobals),
                        new Setting(150, 140, 16, 150, false, Set.of(5)),
                        // Global tokens at the end of all sequences but one.
                        new Setting(300, 300, 16, 5, false, Set.of(298, 299)),
                        new Setting(300, 300, 16, 5, true, Set.of(298, 299)),
                        new Setting(300, 300, 64, 1, true, noGlobals),
                        new Setting(300, 260, 30, 1, true, Set.of(0, 130)),
                        new Setting(301, 301, 16, 2, true, Set.of(4, 155)));
        List<Arguments> arguments = new ArrayList<>();
        for (Setting setting : settings) {
            arguments.add(Arguments.of(setting, KernelMode.PORTABLE));
            arguments.add(Arguments.of(setting, KernelMode.FUSED));
        }
        return arguments;
    }

    /**
     * With frozen parameters nothing is recorded, which is when the fused form takes the kernel of
     * inference.
     */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("settings")
    void equalsDenseAttentionUnderThePattern(Setting setting, KernelMode kernels) {
        for (boolean frozen : new boolean[] {false, true}) {
            try (NDManager manager = NDManager.newBaseManager()) {
                SelfAttention block = create(setting, kernels, manager);
                block.freezeParameters(frozen);
                NDArray hidden = hidden(manager, setting.length);
                NDArray context =
                        SelfAttentionContract.call(
                                block, hidden, visible(manager, setting), global(manager, setting));
                assertClose(
                        context.toFloatArray(), dense(setting, block, DenseAttention.rows(hidden)));
            }
        }
    }

    private static void assertClose(float[] actual, double[][] expected) {
        for (int i = 0; i < expected.length; i++) {
            for (int c = 0; c < HIDDEN; c++) {
                double value = expected[i][c];
                assertThat((double) actual[i * HIDDEN + c])
                        .as("row %d column %d", i, c)
                        .isCloseTo(value, within(TOLERANCE * Math.max(1, Math.abs(value))));
            }
        }
    }

    /**
     * The gradients of dense attention, by automatic differentiation of the formula itself with the
     * pattern as a mask of all scores: those of the hidden states and of all parameters.
     */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("settings")
    void gradientsEqualThoseOfDenseAttention(Setting setting, KernelMode kernels) {
        try (NDManager manager = NDManager.newBaseManager()) {
            List<NDArray> actual =
                    gradients(
                            setting,
                            kernels,
                            manager,
                            (block, hidden) -> {
                                NDList inputs = new NDList(hidden, visible(manager, setting));
                                if (!setting.globals.isEmpty()) {
                                    inputs.add(global(manager, setting));
                                }
                                return block.forward(
                                                new ParameterStore(manager, false), inputs, true)
                                        .singletonOrThrow();
                            });
            List<NDArray> expected =
                    gradients(
                            setting,
                            kernels,
                            manager,
                            (block, hidden) -> formula(setting, block, hidden));
            for (int i = 0; i < expected.size(); i++) {
                SelfAttentionContract.assertClose(
                        actual.get(i), expected.get(i), 10 * (float) TOLERANCE);
            }
        }
    }

    private static List<NDArray> gradients(
            Setting setting,
            KernelMode kernels,
            NDManager manager,
            BiFunction<SelfAttention, NDArray, NDArray> function) {
        SelfAttention block = create(setting, kernels, manager);
        NDArray weights =
                manager.arange((float) setting.length * HIDDEN)
                        .sin()
                        .reshape(1, setting.length, HIDDEN);
        NDArray hidden = hidden(manager, setting.length);
        hidden.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            collector.backward(function.apply(block, hidden).mul(weights).sum());
        }
        List<NDArray> gradients = new ArrayList<>(List.of(hidden.getGradient()));
        StateDict.of(block)
                .values()
                .forEach(parameter -> gradients.add(parameter.getArray().getGradient()));
        return gradients;
    }

    /** Rows of global tokens come from projections of their own; those of padding are zeros. */
    private static NDArray formula(Setting setting, SelfAttention block, NDArray hidden) {
        NDManager manager = hidden.getManager();
        float[] global = new float[setting.length];
        float[] other = new float[setting.length];
        for (int i = 0; i < setting.tokens; i++) {
            (setting.globals.contains(i) ? global : other)[i] = 1;
        }
        Shape column = new Shape(1, setting.length, 1);
        NDArray context = attention(setting, block, "", hidden).mul(manager.create(other, column));
        return setting.globals.isEmpty()
                ? context
                : context.add(
                        attention(setting, block, "_global", hidden)
                                .mul(manager.create(global, column)));
    }

    private static NDArray attention(
            Setting setting, SelfAttention block, String suffix, NDArray hidden) {
        NDManager manager = hidden.getManager();
        Map<String, Parameter> parameters = StateDict.of(block);
        NDList heads = new NDList();
        for (int head = 0; head < HEADS; head++) {
            AttentionPattern pattern = pattern(setting);
            float[] mask = new float[setting.length * setting.length];
            for (int i = 0; i < setting.length; i++) {
                for (int j = 0; j < setting.length; j++) {
                    boolean token = i < setting.tokens && j < setting.tokens;
                    boolean sees = token ? pattern.sees(i, j) : i == j;
                    mask[i * setting.length + j] = sees ? 0 : Float.NEGATIVE_INFINITY;
                }
            }
            String columns = ":, :, " + head * SIZE + ":" + (head + 1) * SIZE;
            NDArray q = project(parameters, "query" + suffix, hidden).get(columns);
            NDArray k = project(parameters, "key" + suffix, hidden).get(columns);
            NDArray v = project(parameters, "value" + suffix, hidden).get(columns);
            NDArray scores = Scalars.mul(q.matMul(k.swapAxes(1, 2)), 1 / Math.sqrt(SIZE));
            Shape square = new Shape(1, setting.length, setting.length);
            heads.add(scores.add(manager.create(mask, square)).softmax(-1).matMul(v));
        }
        return NDArrays.concat(heads, 2);
    }

    private static NDArray project(Map<String, Parameter> parameters, String name, NDArray hidden) {
        NDArray weight = parameters.get(name + ".weight").getArray();
        return hidden.matMul(weight.transpose()).add(parameters.get(name + ".bias").getArray());
    }

    private static double[][] dense(Setting setting, SelfAttention block, double[][] hidden) {
        Map<String, Parameter> parameters = StateDict.of(block);
        double[][] context = new double[setting.length][HIDDEN];
        Set<Integer> globals = setting.globals;
        for (int head = 0; head < HEADS; head++) {
            AttentionPattern pattern = pattern(setting);
            DenseAttention.Visibility visibility =
                    (query, key) -> key < setting.tokens && pattern.sees(query, key) ? 1 : 0;
            double[][] local = head(parameters, "", hidden, head, visibility);
            double[][] global = head(parameters, "_global", hidden, head, visibility);
            for (int i = 0; i < setting.tokens; i++) {
                double[] row = globals.contains(i) ? global[i] : local[i];
                System.arraycopy(row, 0, context[i], head * SIZE, SIZE);
            }
        }
        return context;
    }

    private static double[][] head(
            Map<String, Parameter> parameters,
            String suffix,
            double[][] hidden,
            int head,
            DenseAttention.Visibility visibility) {
        double[][][] projected = new double[3][][];
        String[] names = {"query", "key", "value"};
        for (int i = 0; i < names.length; i++) {
            NDArray weight = parameters.get(names[i] + suffix + ".weight").getArray();
            NDArray bias = parameters.get(names[i] + suffix + ".bias").getArray();
            double[] offset = DenseAttention.rows(bias.reshape(1, 1, -1))[0];
            double[][] all =
                    DenseAttention.linear(
                            hidden, DenseAttention.rows(weight.reshape(1, HIDDEN, HIDDEN)), offset);
            projected[i] = DenseAttention.columns(all, head, SIZE);
        }
        return DenseAttention.head(projected[0], projected[1], projected[2], visibility);
    }

    private static AttentionPattern pattern(Setting setting) {
        return LongformerKind.pattern(
                setting.length, setting.window, setting.dilation, setting.causal, setting.globals);
    }

    private static SelfAttention create(Setting setting, KernelMode kernels, NDManager manager) {
        return SelfAttentionContract.initialized(
                new SlidingWindowAttention(
                        SelfAttentionContract.sizes(kernels, setting.causal, 0),
                        setting.window,
                        setting.dilation,
                        true),
                manager);
    }

    private static NDArray hidden(NDManager manager, int length) {
        return SelfAttentionContract.hidden(manager, 1, length);
    }

    private static NDArray visible(NDManager manager, Setting setting) {
        return SelfAttentionContract.mask(manager, setting.length, setting.tokens);
    }

    private static NDArray global(NDManager manager, Setting setting) {
        float[] mask = new float[setting.length];
        for (int position : setting.globals) {
            mask[position] = 1;
        }
        return manager.create(mask, new Shape(1, setting.length));
    }

    @Test
    void refusesOddAndEmptyWindows() {
        for (int window : new int[] {0, -2, 7}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () ->
                                    new SlidingWindowAttention(
                                            SelfAttentionContract.sizes(), window, 1, true))
                    .withMessageContaining(window + "; it must be an even number above 0");
        }
    }
}
