/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.efficienttransformers.attention.blocksparse.BlockSparseKernel;
import org.efficienttransformers.attention.blocksparse.BlockTable;
import org.efficienttransformers.attention.window.SlidingWindowKernel;
import org.efficienttransformers.attention.window.SlidingWindowKernel.GlobalKeys;
import org.efficienttransformers.attention.window.SlidingWindowKernel.SlidingWindow;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Scalars;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gradients that kernels compute themselves, against autograd through their portable form. */
class ScriptedSegmentTest {

    private static final int HEADS = 2;
    private static final int SIZE = 4;

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
        Engine.getInstance().setRandomSeed(3);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** The context, and the gradients of the inputs. */
    private List<float[]> run(
            NDList inputs, Function<NDList, NDArray> kernel, boolean recomputing) {
        List<float[]> results = new ArrayList<>();
        try (NDManager scope = manager.newSubManager();
                RecomputingGradients collector = RecomputingGradients.open()) {
            NDList copies = new NDList();
            for (NDArray input : inputs) {
                NDArray copy = input.duplicate();
                copy.attach(scope);
                copy.setRequiresGradient(true);
                copies.add(copy);
            }
            try (RecomputingGradients inner = recomputing ? collector.inner() : null) {
                NDArray context = kernel.apply(copies);
                NDArray position = Scalars.mul(scope.arange((float) context.size()), 0.7);
                NDArray direction = position.cos().reshape(context.getShape());
                GradientCollector innermost = recomputing ? inner : collector;
                innermost.backward(context.mul(direction).sum());
                results.add(context.toFloatArray());
            }
            for (NDArray copy : copies) {
                results.add(copy.getGradient().toFloatArray());
            }
        }
        return results;
    }

    private static void assertClose(List<float[]> actual, List<float[]> expected) {
        for (int i = 0; i < expected.size(); i++) {
            double apart = 0;
            double size = 1e-3;
            for (int j = 0; j < expected.get(i).length; j++) {
                apart = Math.max(apart, Math.abs(actual.get(i)[j] - expected.get(i)[j]));
                size = Math.max(size, Math.abs(expected.get(i)[j]));
            }
            assertThat(apart / size)
                    .as("context, query, key, value, globals: %d", i)
                    .isLessThan(1e-5);
        }
    }

    private NDList random(int batch, int length, int globals) {
        Shape shape = new Shape(batch, length, HEADS, SIZE);
        Shape few = new Shape(batch, globals, HEADS, SIZE);
        return new NDList(
                manager.randomNormal(shape),
                manager.randomNormal(shape),
                manager.randomNormal(shape),
                manager.randomNormal(few),
                manager.randomNormal(few));
    }

    /** 1 but for the last positions of each text. */
    private NDArray visible(int batch, int length, int hidden) {
        NDArray position = manager.arange((float) length).reshape(1, -1);
        NDArray texts = manager.arange((float) batch).reshape(-1, 1);
        return position.add(texts).lt(length - hidden).toType(DataType.FLOAT32, false);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 5, 2, 0, false, 0",
        "1, 300, 40, 0, false, 0",
        "2, 300, 3, 2, false, 7",
        "2, 257, 200, 3, true, 5",
        "1, 600, 130, 1, false, 150",
        "1, 128, 64, 1, true, 0"
    })
    void ofWindows(int batch, int length, int radius, int globals, boolean causal, int hidden) {
        SlidingWindow window = new SlidingWindow(radius, causal);
        NDArray visible = hidden == 0 ? null : visible(batch, length, hidden);
        // The last slot is empty, as that of a text with fewer global tokens than another.
        long[] slots = new long[batch * globals];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = i == slots.length - 1 && globals > 1 ? length : i % globals;
        }
        NDArray position = manager.create(slots, new Shape(batch, globals));
        NDList inputs = random(batch, length, globals);
        NDList used = globals == 0 ? inputs.subNDList(0, 3) : inputs;
        assertClose(
                run(used, list -> windows(KernelMode.FUSED, window, list, visible, position), true),
                run(
                        used,
                        list -> windows(KernelMode.PORTABLE, window, list, visible, position),
                        false));
    }

    private static NDArray windows(
            KernelMode mode, SlidingWindow window, NDList list, NDArray visible, NDArray position) {
        GlobalKeys globals =
                list.size() > 3 ? new GlobalKeys(list.get(3), list.get(4), position) : null;
        return SlidingWindowKernel.attend(
                mode, window, list.get(0), list.get(1), list.get(2), visible, globals, 0, true);
    }

    @ParameterizedTest
    @CsvSource({"1, 12, 2, 0", "2, 9, 4, 6", "1, 11, 16, 40"})
    void ofBlocks(int batch, int blocks, int block, int hidden) {
        int length = blocks * block;
        int[][][] lists = new int[HEADS][blocks - 2][2];
        for (int head = 0; head < HEADS; head++) {
            for (int row = 0; row < blocks - 2; row++) {
                // The first block, too, so that each query sees a key that isn't hidden.
                lists[head][row][1] = 1 + (row * 5 + head * 3 + 2) % (blocks - 2);
            }
        }
        BlockTable table = new BlockTable(block, lists);
        NDArray visible = hidden == 0 ? null : visible(batch, length, hidden);
        NDList inputs = random(batch, length, 0).subNDList(0, 3);
        assertClose(
                run(inputs, list -> blocks(KernelMode.FUSED, table, list, visible), true),
                run(inputs, list -> blocks(KernelMode.PORTABLE, table, list, visible), false));
    }

    private static NDArray blocks(KernelMode mode, BlockTable table, NDList list, NDArray visible) {
        return BlockSparseKernel.attend(
                mode, table, list.get(0), list.get(1), list.get(2), visible, 0, true);
    }

    @Test
    void inAForwardPassTheEngineRecordsItsGraph() {
        SlidingWindow window = new SlidingWindow(3, false);
        NDList inputs = random(1, 40, 0).subNDList(0, 3);
        assertClose(
                run(inputs, list -> windows(KernelMode.FUSED, window, list, null, null), false),
                run(inputs, list -> windows(KernelMode.PORTABLE, window, list, null, null), false));
    }
}
