/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.window;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.efficienttransformers.attention.HeadRange;
import org.efficienttransformers.attention.SelfAttentionContract;
import org.efficienttransformers.attention.full.FullKernel;
import org.efficienttransformers.kernel.KernelMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attention through folded projections equals attention to projected keys and values. */
class GlobalRowsTest {

    private static final int HIDDEN = SelfAttentionContract.HIDDEN;
    private static final int HEADS = SelfAttentionContract.HEADS;
    private static final int SIZE = HIDDEN / HEADS;
    private static final int BATCH = SelfAttentionContract.BATCH;
    private static final int LENGTH = SelfAttentionContract.LENGTH;
    private static final int SEED = 1234;
    private static final HeadRange ALL = new HeadRange(0, HEADS);

    @ParameterizedTest(name = "{0} queries, mask of {1} dimensions, dropout {2}")
    @CsvSource({"1, 0, 0", "3, 2, 0", "3, 3, 0", "3, 2, 0.4", "4, 2, 0", "5, 3, 0"})
    void equalsAttentionToProjectedKeys(int queries, int maskDimensions, float dropout) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray query = random(manager, 1, new Shape(BATCH, queries, HEADS, SIZE));
            NDArray hidden = random(manager, 2, new Shape(BATCH, LENGTH, HIDDEN));
            Linear key = projection(manager);
            Linear value = projection(manager);
            NDArray visible = visible(manager, maskDimensions, queries);
            ParameterStore store = new ParameterStore(manager, false);
            GlobalRows rows = new GlobalRows(KernelMode.PORTABLE, SIZE, 1, key, value);
            List<NDArray> actual =
                    gradients(
                            () ->
                                    rows.attend(
                                            ALL, store, query, hidden, visible, null, dropout,
                                            true),
                            List.of(query, hidden),
                            List.of(key, value));
            Shape split = new Shape(BATCH, LENGTH, HEADS, SIZE);
            List<NDArray> expected =
                    gradients(
                            () ->
                                    FullKernel.attend(
                                            KernelMode.PORTABLE,
                                            query,
                                            project(key, store, hidden).reshape(split),
                                            project(value, store, hidden).reshape(split),
                                            visible,
                                            false,
                                            dropout),
                            List.of(query, hidden),
                            List.of(key, value));
            for (int i = 0; i < expected.size(); i++) {
                SelfAttentionContract.assertClose(actual.get(i), expected.get(i), 2e-4f);
            }
        }
    }

    @Test
    void leavesNothingOnTheManagerOfTheParameters() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Linear key = projection(manager);
            Linear value = projection(manager);
            int before = manager.getManagedArrays().size();
            try (NDManager scope = manager.newSubManager()) {
                NDArray query = random(scope, 1, new Shape(BATCH, 1, HEADS, SIZE));
                NDArray hidden = random(scope, 2, new Shape(BATCH, LENGTH, HIDDEN));
                new GlobalRows(KernelMode.AUTO, SIZE, 1, key, value)
                        .attend(
                                ALL,
                                new ParameterStore(scope, false),
                                query,
                                hidden,
                                null,
                                null,
                                0,
                                false);
            }
            assertThat(manager.getManagedArrays()).hasSize(before);
        }
    }

    /** The context, and the gradient of a function of it for each input and parameter. */
    private static List<NDArray> gradients(
            Supplier<NDArray> attention, List<NDArray> inputs, List<Linear> projections) {
        List<NDArray> leaves = new ArrayList<>(inputs);
        for (Linear projection : projections) {
            leaves.add(projection.getParameters().get("weight").getArray());
            leaves.add(projection.getParameters().get("bias").getArray());
        }
        List<NDArray> results = new ArrayList<>();
        Engine.getInstance().setRandomSeed(SEED);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            collector.zeroGradients();
            leaves.forEach(leaf -> leaf.setRequiresGradient(true));
            NDArray context = attention.get();
            NDArray weights = context.getManager().arange((float) context.size()).sin();
            collector.backward(context.mul(weights.reshape(context.getShape())).sum());
            results.add(context.stopGradient());
        }
        leaves.forEach(leaf -> results.add(leaf.getGradient().duplicate()));
        return results;
    }

    private static NDArray project(Linear projection, ParameterStore store, NDArray hidden) {
        return projection.forward(store, new NDList(hidden), true).singletonOrThrow();
    }

    private static Linear projection(NDManager manager) {
        Linear linear = Linear.builder().setUnits(HIDDEN).build();
        return SelfAttentionContract.initialized(linear, manager);
    }

    private static NDArray visible(NDManager manager, int dimensions, int queries) {
        NDArray keys = SelfAttentionContract.mask(manager, LENGTH, LENGTH, LENGTH - 6); // b n
        return switch (dimensions) {
            case 0 -> null;
            case 2 -> keys;
            default -> {
                NDArray some = random(manager, 3, new Shape(1, queries, LENGTH)).gt(-0.5);
                NDArray rows = some.toType(DataType.FLOAT32, false); // 1 g n
                yield keys.expandDims(1).mul(rows);
            }
        };
    }

    private static NDArray random(NDManager manager, int seed, Shape shape) {
        Engine.getInstance().setRandomSeed(seed);
        return manager.randomNormal(0, 1, shape, DataType.FLOAT32);
    }
}
