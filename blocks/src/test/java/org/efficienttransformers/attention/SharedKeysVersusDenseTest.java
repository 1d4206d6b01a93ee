/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.efficienttransformers.attention.lsh.DenseLsh;
import org.efficienttransformers.attention.position.RotaryPositions;
import org.efficienttransformers.attention.window.LongformerKind;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Heads that share keys and values, vectors turned by their positions, and global tokens, each with
 * the others, equal dense attention in double precision.
 */
class SharedKeysVersusDenseTest {

    private static final int HIDDEN = 20;
    private static final int HEADS = 6;
    private static final int SIZE = 4;
    private static final int LENGTH = 31;
    private static final int TOKENS = 27;
    private static final int WINDOW = 6;
    private static final double THETA = 1000;
    private static final double TOLERANCE = 2e-5;

    static List<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (KernelMode kernels : List.of(KernelMode.PORTABLE, KernelMode.FUSED)) {
            for (int keyHeads : new int[] {1, 2, 3, 6}) {
                for (boolean given : new boolean[] {false, true}) {
                    cases.add(Arguments.of(kernels, "full", keyHeads, Set.of(), given));
                    cases.add(Arguments.of(kernels, "window", keyHeads, Set.of(), given));
                    // Fewer and more than the size of a head.
                    cases.add(Arguments.of(kernels, "global", keyHeads, Set.of(0, 13), given));
                    cases.add(
                            Arguments.of(
                                    kernels, "global", keyHeads, Set.of(0, 1, 5, 13, 26), given));
                }
            }
        }
        return cases;
    }

    @ParameterizedTest(name = "{0} {1}, {2} heads of keys, globals {3}, positions given: {4}")
    @MethodSource("cases")
    void equalDenseAttention(
            KernelMode kernels, String kind, int keyHeads, Set<Integer> globals, boolean given) {
        try (NDManager manager = NDManager.newBaseManager()) {
            HeadwiseAttention block = block(kernels, kind, keyHeads, manager);
            NDArray hidden = hidden(manager);
            NDArray visible = mask(manager, i -> i < TOKENS ? 1 : 0);
            NDArray global =
                    globals.isEmpty() ? null : mask(manager, i -> globals.contains(i) ? 1 : 0);
            NDArray positions = given ? positions(manager) : null;
            NDList inputs = new NDList(hidden, visible);
            if (global != null) {
                inputs.add(global);
            }
            if (given) {
                inputs.add(positions);
            }
            ParameterStore store = new ParameterStore(manager, false);
            NDArray context = block.forward(store, inputs, false).singletonOrThrow();
            double[][] expected =
                    dense(
                            block,
                            kind,
                            keyHeads,
                            globals,
                            given ? SharedKeysVersusDenseTest::jumping : i -> i,
                            hidden);
            assertClose(context, expected);
            HeadwiseAttention.ByHeads byHeads =
                    block.begin(
                            new AttentionInputs(store, hidden, visible, global, positions, false));
            NDArray apart =
                    byHeads.attend(new HeadRange(0, 1))
                            .concat(byHeads.attend(new HeadRange(1, 4)), 2)
                            .concat(byHeads.attend(new HeadRange(5, 1)), 2);
            assertClose(apart, expected);
        }
    }

    private static void assertClose(NDArray context, double[][] expected) {
        double[][] actual = DenseLsh.rows(context);
        for (int i = 0; i < TOKENS; i++) {
            assertThat(actual[i]).as("row %d", i).containsExactly(expected[i], within(TOLERANCE));
        }
    }

    private static HeadwiseAttention block(
            KernelMode kernels, String kind, int keyHeads, NDManager manager) {
        AttentionSizes sizes =
                new AttentionSizes(
                        HIDDEN,
                        HEADS,
                        keyHeads,
                        SIZE,
                        LENGTH,
                        1,
                        false,
                        true,
                        0,
                        new RotaryPositions(THETA, RotaryPositions.Pairing.HALF),
                        kernels);
        boolean full = kind.equals("full");
        Settings settings =
                Settings.DEFAULT
                        .with(LongformerKind.WINDOW, List.of(WINDOW))
                        .with(LongformerKind.GLOBAL_TOKENS, kind.equals("global"));
        SelfAttention block =
                AttentionKinds.of(full ? "full" : "longformer")
                        .build(sizes, full ? Settings.DEFAULT : settings, 0, List.of());
        Engine.getInstance().setRandomSeed(5);
        block.setInitializer(new NormalInitializer(0.4f), parameter -> true);
        block.initialize(manager, DataType.FLOAT32, new Shape(1, LENGTH, HIDDEN));
        return (HeadwiseAttention) block;
    }

    private static NDArray hidden(NDManager manager) {
        return manager.randomNormal(0, 1, new Shape(1, LENGTH, HIDDEN), DataType.FLOAT32);
    }

    private static NDArray mask(NDManager manager, IntUnaryOperator value) {
        float[] mask = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            mask[i] = value.applyAsInt(i);
        }
        return manager.create(mask, new Shape(1, LENGTH));
    }

    /** Positions in place of 0, 1, 2, ... */
    private static int jumping(int i) {
        return (i * 7) % 19 + i;
    }

    private static NDArray positions(NDManager manager) {
        long[] positions = new long[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            positions[i] = jumping(i);
        }
        return manager.create(positions, new Shape(1, LENGTH, 1));
    }

    private static double[][] dense(
            SelfAttention block,
            String kind,
            int keyHeads,
            Set<Integer> globals,
            IntUnaryOperator positions,
            NDArray hidden) {
        AttentionPattern pattern =
                kind.equals("full")
                        ? null
                        : LongformerKind.pattern(LENGTH, WINDOW, 1, false, globals);
        DenseAttention.Visibility visibility =
                (query, key) ->
                        key < TOKENS && (pattern == null || pattern.sees(query, key)) ? 1 : 0;
        Map<String, Parameter> parameters = StateDict.of(block);
        double[][] states = DenseLsh.rows(hidden);
        double[][] context = new double[LENGTH][HEADS * SIZE];
        for (int head = 0; head < HEADS; head++) {
            int keyHead = head / (HEADS / keyHeads);
            for (String suffix : List.of("", "_global")) {
                if (!parameters.containsKey("query" + suffix + ".weight")) {
                    continue;
                }
                double[][] rows =
                        DenseAttention.head(
                                turned(
                                        project(parameters, "query" + suffix, states, head),
                                        positions),
                                turned(
                                        project(parameters, "key" + suffix, states, keyHead),
                                        positions),
                                project(parameters, "value" + suffix, states, keyHead),
                                visibility);
                for (int i = 0; i < LENGTH; i++) {
                    if (suffix.isEmpty() || globals.contains(i)) {
                        System.arraycopy(rows[i], 0, context[i], head * SIZE, SIZE);
                    }
                }
            }
        }
        return context;
    }

    private static double[][] project(
            Map<String, Parameter> parameters, String name, double[][] states, int head) {
        NDArray weight = parameters.get(name + ".weight").getArray();
        NDArray bias = parameters.get(name + ".bias").getArray();
        long rows = weight.getShape().get(0);
        double[][] all =
                DenseAttention.linear(
                        states,
                        DenseLsh.rows(weight.reshape(1, rows, HIDDEN)),
                        DenseLsh.rows(bias.reshape(1, 1, rows))[0]);
        return DenseAttention.columns(all, head, SIZE);
    }

    /** Channel c with c + d / 2, by position * theta^(-2c / d). */
    private static double[][] turned(double[][] vectors, IntUnaryOperator positions) {
        double[][] turned = new double[vectors.length][SIZE];
        for (int i = 0; i < vectors.length; i++) {
            for (int c = 0; c < SIZE / 2; c++) {
                double angle = positions.applyAsInt(i) * Math.pow(THETA, -2.0 * c / SIZE);
                double first = vectors[i][c];
                double second = vectors[i][c + SIZE / 2];
                turned[i][c] = first * Math.cos(angle) - second * Math.sin(angle);
                turned[i][c + SIZE / 2] = second * Math.cos(angle) + first * Math.sin(angle);
            }
        }
        return turned;
    }

    @Test
    void areRefusedWhereTheyMeanNothing() {
        AttentionSizes sizes = AttentionSizes.of(24, 6, LENGTH, 1);
        assertThatThrownBy(() -> sizes.withHeads(6, 4, 4))
                .hasMessage(
                        "There are 6 heads of queries and 4 of keys; the second must divide the"
                                + " first.");
        AttentionKind linformer = AttentionKinds.of("linformer");
        assertThatThrownBy(
                        () ->
                                linformer.build(
                                        sizes.withHeads(6, 2, 4), Settings.DEFAULT, 0, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("LowRankAttention has no grouped heads");
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention block =
                    AttentionKinds.of("full").build(sizes, Settings.DEFAULT, 0, List.of());
            block.initialize(manager, DataType.FLOAT32, new Shape(1, LENGTH, 24));
            NDList inputs = new NDList(manager.zeros(new Shape(1, LENGTH, 24)), positions(manager));
            ParameterStore store = new ParameterStore(manager, false);
            assertThatThrownBy(() -> block.forward(store, inputs, false))
                    .hasMessageContaining("FullAttention has no rotary positions");
        }
    }
}
