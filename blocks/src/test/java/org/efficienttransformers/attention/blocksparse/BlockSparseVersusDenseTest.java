/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.blocksparse;

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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.attention.AttentionPattern;
import org.efficienttransformers.attention.DenseAttention;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.SelfAttentionContract;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.model.StateDict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Block-sparse attention equals dense attention in double precision under {@link AttentionPattern},
 * and under the counts that transformers gives to blocks, over several chunks of the kernel.
 */
class BlockSparseVersusDenseTest {

    private static final int HIDDEN = SelfAttentionContract.HIDDEN;
    private static final int HEADS = SelfAttentionContract.HEADS;
    private static final int SIZE = HIDDEN / HEADS;
    private static final int SEED = 3;
    private static final int MAX_POSITIONS = 2048;

    /** float32 against double precision. */
    private static final double TOLERANCE = 2e-5;

    /** How random blocks are chosen. */
    enum Plan {
        FIXED,
        FIRST_BLOCK,
        TRAINING;

        RandomBlocks choice() {
            return switch (this) {
                case FIXED -> new RandomBlocks.Fixed(SEED);
                case FIRST_BLOCK -> new RandomBlocks.FirstBlock();
                case TRAINING -> new RandomBlocks.Transformers(SEED, MAX_POSITIONS);
            };
        }
    }

    /** Length, tokens that are not padding, block size, random blocks. */
    record Setting(int length, int tokens, int blockSize, int random, Plan plan) {

        int blocks() {
            return (length + blockSize - 1) / blockSize;
        }

        boolean isShort() {
            return length <= (5 + 2 * random) * blockSize;
        }
    }

    static List<Arguments> settings() {
        List<Setting> settings =
                List.of(
                        new Setting(96, 96, 8, 2, Plan.FIXED),
                        new Setting(91, 91, 8, 2, Plan.FIXED),
                        new Setting(96, 70, 8, 2, Plan.FIXED),
                        new Setting(331, 290, 16, 3, Plan.FIXED),
                        new Setting(60, 51, 1, 4, Plan.FIXED),
                        new Setting(41, 41, 8, 0, Plan.FIXED),
                        new Setting(200, 171, 32, 0, Plan.FIXED),
                        new Setting(96, 96, 8, 2, Plan.FIRST_BLOCK),
                        new Setting(331, 290, 16, 3, Plan.FIRST_BLOCK),
                        new Setting(96, 90, 8, 2, Plan.TRAINING),
                        new Setting(1020, 1000, 64, 3, Plan.TRAINING),
                        new Setting(1, 1, 8, 2, Plan.FIXED),
                        new Setting(72, 60, 8, 2, Plan.FIRST_BLOCK));
        List<Arguments> arguments = new ArrayList<>();
        for (Setting setting : settings) {
            arguments.add(Arguments.of(setting, KernelMode.PORTABLE));
            arguments.add(Arguments.of(setting, KernelMode.FUSED));
        }
        return arguments;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("settings")
    void equalsDenseAttentionUnderThePattern(Setting setting, KernelMode kernels) {
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention block = create(setting, kernels, manager);
            NDArray hidden = SelfAttentionContract.hidden(manager, 1, setting.length);
            NDArray context = SelfAttentionContract.call(block, hidden, visible(manager, setting));
            double[][] expected = dense(setting, block, DenseAttention.rows(hidden));
            float[] actual = context.toFloatArray();
            // Short inputs take full attention, which leaves rows at padding without meaning.
            int compared = setting.isShort() ? setting.tokens : setting.length;
            for (int i = 0; i < compared; i++) {
                for (int c = 0; c < HIDDEN; c++) {
                    double value = expected[i][c];
                    assertThat((double) actual[i * HIDDEN + c])
                            .as("row %d column %d", i, c)
                            .isCloseTo(value, within(TOLERANCE * Math.max(1, Math.abs(value))));
                }
            }
        }
    }

    /**
     * The gradients of dense attention, by automatic differentiation of the formula itself with the
     * logarithms of the counts added to all scores.
     */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("settings")
    void gradientsEqualThoseOfDenseAttention(Setting setting, KernelMode kernels) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray weights =
                    manager.arange((float) setting.length * HIDDEN)
                            .sin()
                            .reshape(1, setting.length, HIDDEN)
                            .mul(visible(manager, setting).expandDims(2));
            SelfAttention block = create(setting, kernels, manager);
            List<NDArray> actual =
                    gradients(
                            block,
                            setting,
                            weights,
                            hidden ->
                                    block.forward(
                                                    new ParameterStore(manager, false),
                                                    new NDList(hidden, visible(manager, setting)),
                                                    true)
                                            .singletonOrThrow());
            SelfAttention twin = create(setting, kernels, manager);
            List<NDArray> expected =
                    gradients(twin, setting, weights, hidden -> formula(setting, twin, hidden));
            for (int i = 0; i < expected.size(); i++) {
                SelfAttentionContract.assertClose(
                        actual.get(i), expected.get(i), 20 * (float) TOLERANCE);
            }
        }
    }

    private interface Function {
        NDArray apply(NDArray hidden);
    }

    /** The gradients of the weighted sum of a function, by the hidden states and by parameters. */
    private static List<NDArray> gradients(
            SelfAttention block, Setting setting, NDArray weights, Function function) {
        NDArray hidden = SelfAttentionContract.hidden(weights.getManager(), 1, setting.length);
        hidden.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            collector.backward(function.apply(hidden).mul(weights).sum());
        }
        List<NDArray> gradients = new ArrayList<>(List.of(hidden.getGradient()));
        for (Parameter parameter : StateDict.of(block).values()) {
            gradients.add(parameter.getArray().getGradient());
        }
        return gradients;
    }

    private static NDArray formula(Setting setting, SelfAttention block, NDArray hidden) {
        NDManager manager = hidden.getManager();
        Map<String, Parameter> parameters = StateDict.of(block);
        NDList heads = new NDList();
        for (int head = 0; head < HEADS; head++) {
            DenseAttention.Visibility counts = counts(setting, head);
            float[] mask = new float[setting.length * setting.length];
            for (int i = 0; i < setting.length; i++) {
                for (int j = 0; j < setting.length; j++) {
                    // Any number will do for rows at padding, whose weight is 0.
                    int count = i < setting.tokens ? counts.count(i, j) : 1;
                    mask[i * setting.length + j] = count == 0 ? -1e30f : (float) Math.log(count);
                }
            }
            String columns = ":, :, " + head * SIZE + ":" + (head + 1) * SIZE;
            NDArray q = project(parameters, "query", hidden).get(columns);
            NDArray k = project(parameters, "key", hidden).get(columns);
            NDArray v = project(parameters, "value", hidden).get(columns);
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
        String[] names = {"query", "key", "value"};
        for (int head = 0; head < HEADS; head++) {
            double[][][] projected = new double[3][][];
            for (int i = 0; i < names.length; i++) {
                NDArray weight = parameters.get(names[i] + ".weight").getArray();
                NDArray bias = parameters.get(names[i] + ".bias").getArray();
                double[] offset = DenseAttention.rows(bias.reshape(1, 1, -1))[0];
                double[][] all =
                        DenseAttention.linear(
                                hidden,
                                DenseAttention.rows(weight.reshape(1, HIDDEN, HIDDEN)),
                                offset);
                projected[i] = DenseAttention.columns(all, head, SIZE);
            }
            double[][] result =
                    DenseAttention.head(
                            projected[0], projected[1], projected[2], counts(setting, head));
            for (int i = 0; i < setting.tokens; i++) {
                System.arraycopy(result[i], 0, context[i], head * SIZE, SIZE);
            }
        }
        return context;
    }

    /** How often a key counts for a query. */
    private static DenseAttention.Visibility counts(Setting setting, int head) {
        if (setting.isShort()) {
            return (query, key) -> key < setting.tokens ? 1 : 0;
        }
        int blocks = setting.blocks();
        int[][] random =
                setting.plan.choice()
                        .choose(HEADS, blocks, setting.blockSize, setting.random)[head];
        if (setting.plan == Plan.FIXED) {
            AttentionPattern pattern =
                    BigBirdKind.pattern(setting.length, setting.blockSize, random);
            return (query, key) -> key < setting.tokens && pattern.sees(query, key) ? 1 : 0;
        }
        // As transformers has it, a random block counts even where it is seen already.
        AttentionPattern fixed =
                BigBirdKind.pattern(setting.length, setting.blockSize, new int[blocks - 2][0]);
        return (query, key) -> {
            if (key >= setting.tokens) {
                return 0;
            }
            int row = query / setting.blockSize;
            int block = key / setting.blockSize;
            int drawn =
                    row == 0 || row == blocks - 1
                            ? 0
                            : (int) Arrays.stream(random[row - 1]).filter(b -> b == block).count();
            return (fixed.sees(query, key) ? 1 : 0) + drawn;
        };
    }

    private static SelfAttention create(Setting setting, KernelMode kernels, NDManager manager) {
        return SelfAttentionContract.initialized(
                new BlockSparseAttention(
                        SelfAttentionContract.sizes(kernels, false, 0),
                        setting.blockSize,
                        setting.random,
                        setting.plan.choice(),
                        setting.plan.choice()),
                manager);
    }

    private static NDArray visible(NDManager manager, Setting setting) {
        return SelfAttentionContract.mask(manager, setting.length, setting.tokens);
    }
}
