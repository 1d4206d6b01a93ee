/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import java.util.List;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.description.Activation;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.SmallEncoders;
import org.efficienttransformers.program.LayerPrograms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A layer as one call gives what its single operations give, over several pieces of the text. */
class TransformerLayerTest {

    private static final int HIDDEN = 8;
    private static final int BATCH = 2;
    private static final int LENGTH = 601;

    @ParameterizedTest
    @EnumSource
    void fusedLayerEqualsItsSingleOperations(Activation activation) {
        assertSame(activation, DataType.FLOAT32);
    }

    @Test
    void inDoublePrecision() {
        assertSame(Activation.GELU, DataType.FLOAT64);
    }

    @ParameterizedTest
    @EnumSource
    void bfloat16IsCloseInInferenceAndNotTakenInTraining(Activation activation) {
        try (NDManager manager = NDManager.newBaseManager()) {
            assumeTrue(!manager.getDevice().isGpu() && hasBfloat16(manager));
            TransformerLayer exact = layer(activation, KernelMode.FUSED, DataType.FLOAT32, manager);
            TransformerLayer rounded =
                    layer(activation, KernelMode.BFLOAT16, DataType.FLOAT32, manager);
            NDArray hidden = manager.randomNormal(new Shape(BATCH, LENGTH, HIDDEN));
            float error = call(rounded, hidden).sub(call(exact, hidden)).abs().max().getFloat();
            // Norms give numbers up to 3: a few steps of 3 / 256.
            assertThat(error).isBetween(1e-4f, 0.06f);
            ParameterStore store = new ParameterStore(manager, false);
            NDList inputs = new NDList(hidden);
            assertThat(rounded.forward(store, inputs, true).head())
                    .isEqualTo(exact.forward(store, inputs, true).head());
        }
    }

    private static boolean hasBfloat16(NDManager manager) {
        try {
            KernelMode.BFLOAT16.check(manager);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private static void assertSame(Activation activation, DataType type) {
        try (NDManager manager = NDManager.newBaseManager()) {
            TransformerLayer portable = layer(activation, KernelMode.PORTABLE, type, manager);
            TransformerLayer fused = layer(activation, KernelMode.FUSED, type, manager);
            NDArray hidden = manager.randomNormal(0, 1, new Shape(BATCH, LENGTH, HIDDEN), type);
            NDArray before = hidden.duplicate();
            NDArray expected = call(portable, hidden);
            int arrays = manager.getManagedArrays().size();
            NDArray actual = call(fused, hidden);
            assertThat(manager.getManagedArrays()).hasSize(arrays + 1);
            assertThat(actual.getShape()).isEqualTo(hidden.getShape());
            assertThat(actual.sub(expected).abs().max().toType(DataType.FLOAT64, false).getDouble())
                    .isLessThan(type == DataType.FLOAT64 ? 5e-12 : 2e-5);
            assertThat(hidden).isEqualTo(before);
        }
    }

    /** A layer of random numbers, always the same. */
    private static TransformerLayer layer(
            Activation activation, KernelMode kernels, DataType type, NDManager manager) {
        LayerPart part = SmallEncoders.bert().activation(activation).build().layers().get(0);
        AttentionSizes sizes = AttentionSizes.of(HIDDEN, 2, LENGTH + 2, 1).withKernels(kernels);
        TransformerLayer layer =
                new TransformerLayer(
                        part,
                        part.attention()
                                .kind()
                                .build(sizes, part.attention().settings(), 0, List.of()),
                        new LayerPrograms());
        Engine.getInstance().setRandomSeed(5);
        layer.setInitializer(new NormalInitializer(0.4f), parameter -> true);
        layer.initialize(manager, type, new Shape(BATCH, LENGTH, HIDDEN));
        layer.freezeParameters(true);
        return layer;
    }

    private static NDArray call(TransformerLayer layer, NDArray hidden) {
        return layer.forward(
                        new ParameterStore(hidden.getManager(), false), new NDList(hidden), false)
                .singletonOrThrow();
    }
}
