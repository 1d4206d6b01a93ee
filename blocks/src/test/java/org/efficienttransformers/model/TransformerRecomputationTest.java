/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.efficienttransformers.autograd.RecomputingGradients;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.kernel.HostArrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gradients of layers that are computed again are those of a graph that autograd records: with
 * norms before and after the attention, with rotary positions and without.
 */
class TransformerRecomputationTest {

    private static final int LENGTH = 24;

    static List<Arguments> layers() {
        List<Arguments> layers = new ArrayList<>();
        for (String kind : List.of("full", "longformer", "bigbird", "linformer")) {
            layers.add(Arguments.of("post-norm", kind, build(SmallEncoders.bert(), kind)));
            layers.add(Arguments.of("pre-norm", kind, build(SmallEncoders.preNorm(), kind)));
        }
        layers.add(Arguments.of("post-norm", "both", alternating(SmallEncoders.bert())));
        layers.add(Arguments.of("pre-norm", "both", alternating(SmallEncoders.preNorm())));
        layers.add(Arguments.of("rotary", "both", alternating(SmallEncoders.preNorm().rotary())));
        return layers;
    }

    private static ModelDescription build(SmallEncoders encoder, String kind) {
        return encoder.attention(kind, SmallAttention.of(kind)).head(Head.MASKED_LM).build();
    }

    /**
     * Layers that keep their graph and layers that are computed again in turns, as ModernBERT's.
     */
    private static ModelDescription alternating(SmallEncoders encoder) {
        ModelDescription full = build(encoder.layers(4), "full");
        ModelDescription windows = build(encoder, "longformer");
        List<LayerPart> layers = new ArrayList<>();
        for (int i = 0; i < full.layers().size(); i++) {
            layers.add((i % 2 == 0 ? full : windows).layers().get(i));
        }
        return new ModelDescription(
                full.prefix(),
                full.embeddings(),
                layers,
                full.reversible(),
                full.finalNorm(),
                full.finalNormInStates(),
                full.pooler(),
                full.head(),
                full.padTokenId(),
                full.sepTokenId(),
                null);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("layers")
    void gradientsAreThoseOfAutograd(String order, String kind, ModelDescription model) {
        Map<String, float[]> expected = gradients(model, Engine::newGradientCollector);
        for (Function<Engine, GradientCollector> collector :
                List.<Function<Engine, GradientCollector>>of(
                        RecomputingGradients::open, RecomputingGradients::openCheckpointed)) {
            Map<String, float[]> actual = gradients(model, collector);
            assertThat(distance(actual, expected)).isLessThan(1e-5);
        }
    }

    /** Of all gradients together, relative: some, such as that of a key's bias, are truly zero. */
    private static double distance(Map<String, float[]> actual, Map<String, float[]> expected) {
        double apart = 0;
        double size = 0;
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        for (Map.Entry<String, float[]> entry : expected.entrySet()) {
            float[] values = entry.getValue();
            for (int i = 0; i < values.length; i++) {
                apart += Math.pow((double) actual.get(entry.getKey())[i] - values[i], 2);
                size += (double) values[i] * values[i];
            }
        }
        assertThat(size).isPositive();
        return Math.sqrt(apart / size);
    }

    private static Map<String, float[]> gradients(
            ModelDescription description, Function<Engine, GradientCollector> collectors) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Engine engine = manager.getEngine();
            engine.setRandomSeed(5);
            TransformerModel model =
                    SmallEncoders.initialized(SmallEncoders.model(description), manager);
            engine.setRandomSeed(6);
            try (GradientCollector collector = collectors.apply(engine)) {
                NDArray ids =
                        manager.arange(LENGTH).toType(DataType.INT64, true).add(ones(manager));
                ids = ids.reshape(2, LENGTH / 2);
                ids.setName("input_ids");
                NDArray logits =
                        model.forward(new ParameterStore(manager, false), new NDList(ids), true)
                                .head();
                collector.backward(logits.softmax(-1).square().sum());
            }
            Map<String, float[]> gradients = new LinkedHashMap<>();
            StateDict.of(model)
                    .forEach(
                            (name, parameter) ->
                                    gradients.put(
                                            name,
                                            HostArrays.floats(parameter.getArray().getGradient())));
            return gradients;
        }
    }

    private static NDArray ones(NDManager manager) {
        return manager.ones(new Shape(LENGTH), DataType.INT64);
    }
}
