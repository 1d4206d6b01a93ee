/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.layer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.autograd.RandomReplay;
import org.efficienttransformers.autograd.RecomputingGradients;
import org.efficienttransformers.description.Activation;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.kernel.HostArrays;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.SmallEncoders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gradients by the chain rule written out, against PyTorch's autograd. */
class PostAttentionTest {

    private static final int HIDDEN = 6;
    private static final int INNER = 10;

    private NDManager manager;
    private List<Block> blocks;
    private ParameterStore store;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
        store = new ParameterStore(manager, false);
        Engine.getInstance().setRandomSeed(5);
        blocks =
                List.of(
                        Layers.linear(part(Activation.GELU, 0).attention().output()),
                        Layers.norm(part(Activation.GELU, 0).attention().norm()),
                        Layers.linear(part(Activation.GELU, 0).feedForward().in()),
                        Layers.linear(part(Activation.GELU, 0).feedForward().out()),
                        Layers.norm(part(Activation.GELU, 0).feedForward().norm()));
        int[] sizes = {HIDDEN, HIDDEN, HIDDEN, INNER, HIDDEN};
        for (int i = 0; i < sizes.length; i++) {
            blocks.get(i).initialize(manager, DataType.FLOAT32, new Shape(1, 1, sizes[i]));
            for (Parameter parameter : blocks.get(i).getParameters().values()) {
                NDArray array = parameter.getArray();
                NDArray noise = manager.randomUniform(-0.5f, 0.5f, array.getShape());
                array.stopGradient().addi(noise);
            }
        }
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private static LayerPart part(Activation activation, float dropout) {
        return SmallEncoders.bert()
                .hidden(HIDDEN)
                .width(INNER)
                .activation(activation)
                .dropout(dropout)
                .build()
                .layers()
                .get(0);
    }

    private PostAttention part(KernelMode mode, Activation activation, float dropout) {
        LayerPart part = part(activation, dropout);
        return new PostAttention(
                part,
                mode,
                blocks,
                (parameters, context, hidden, training) -> {
                    NDArray sum = dropped(0, parameters, context, dropout, training).add(hidden);
                    NDArray attended = Layers.call(blocks.get(1), parameters, sum, training);
                    NDArray wide = Layers.call(blocks.get(2), parameters, attended, training);
                    NDArray fed = dropped(3, parameters, activation.apply(wide), dropout, training);
                    return Layers.call(blocks.get(4), parameters, fed.add(attended), training);
                });
    }

    private NDArray dropped(
            int block, ParameterStore parameters, NDArray x, float dropout, boolean training) {
        NDArray projected = Layers.call(blocks.get(block), parameters, x, training);
        return Layers.dropout(projected, dropout, training);
    }

    /** The output, then the gradients of both inputs and all parameters, which are zero after. */
    private List<float[]> run(PostAttention part, Shape shape, GradientCollector collector) {
        Engine engine = Engine.getInstance();
        List<NDArray> variables = new ArrayList<>();
        try (NDManager scope = manager.newSubManager();
                collector) {
            engine.setRandomSeed(11);
            NDArray context = scope.randomNormal(shape);
            NDArray hidden = scope.randomNormal(shape);
            NDArray direction = scope.randomNormal(shape);
            for (NDArray input : List.of(context, hidden)) {
                input.setRequiresGradient(true);
                variables.add(input);
            }
            for (Block block : blocks) {
                block.getParameters().values().forEach(p -> variables.add(p.getArray()));
            }
            NDArray output = part.train(store, context, hidden, RandomReplay.draw(engine));
            collector.backward(output.mul(direction).sum());
            List<float[]> results = new ArrayList<>(List.of(HostArrays.floats(output)));
            for (NDArray variable : variables) {
                try (NDArray gradient = variable.getGradient()) {
                    results.add(HostArrays.floats(gradient));
                    gradient.subi(gradient);
                }
            }
            return results;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "gelu, 0, 1, 1",
        "gelu, 0.2, 2, 5",
        "gelu, 0, 1, 512",
        "gelu, 0.1, 3, 700",
        "gelu_new, 0.1, 2, 3",
        "relu, 0.1, 2, 3",
        "silu, 0.1, 2, 3",
        "tanh, 0.1, 2, 3"
    })
    void gradientsAreThoseOfAutograd(String activation, float dropout, int batch, int length) {
        Shape shape = new Shape(batch, length, HIDDEN);
        Activation function = Activation.of(activation);
        List<float[]> expected =
                run(
                        part(KernelMode.PORTABLE, function, dropout),
                        shape,
                        Engine.getInstance().newGradientCollector());
        List<float[]> actual =
                run(part(KernelMode.FUSED, function, dropout), shape, RecomputingGradients.open());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(distance(actual.get(i), expected.get(i)))
                    .as("output, context, hidden, parameters: %d", i)
                    .isLessThan(5e-6);
        }
    }

    @Test
    void frozenParametersGetNoGradients() {
        blocks.get(2).freezeParameters(true);
        NDArray frozen = blocks.get(2).getParameters().valueAt(0).getArray();
        PostAttention part = part(KernelMode.FUSED, Activation.GELU, 0);
        try (NDManager scope = manager.newSubManager();
                RecomputingGradients collector = RecomputingGradients.open()) {
            NDArray context = scope.randomNormal(new Shape(1, 3, HIDDEN));
            NDArray hidden = scope.randomNormal(new Shape(1, 3, HIDDEN));
            collector.backward(part.train(store, context, hidden, RandomReplay.NONE).sum());
        }
        assertThat(frozen.hasGradient()).isFalse();
        assertThat(blocks.get(4).getParameters().valueAt(1).getArray().getGradient().toFloatArray())
                .containsOnly(3);
    }

    @Test
    void nothingIsLeftBehind() {
        PostAttention part = part(KernelMode.FUSED, Activation.GELU, 0.1f);
        Shape shape = new Shape(2, 3, HIDDEN);
        run(part, shape, RecomputingGradients.open());
        int before = manager.getManagedArrays().size();
        run(part, shape, RecomputingGradients.open());
        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    /** The largest difference, as a share of the largest expected number. */
    private static double distance(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double apart = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            apart = Math.max(apart, Math.abs(actual[i] - expected[i]));
            size = Math.max(size, Math.abs(expected[i]));
        }
        return apart / size;
    }
}
