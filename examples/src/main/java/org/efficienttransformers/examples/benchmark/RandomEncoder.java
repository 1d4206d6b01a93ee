/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.stream.IntStream;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.lsh.ReformerKind;
import org.efficienttransformers.examples.plan.EncoderSizes;
import org.efficienttransformers.model.Activation;
import org.efficienttransformers.model.EncoderConfig;
import org.efficienttransformers.model.EncoderModel;
import org.efficienttransformers.model.ModelFamily;
import org.efficienttransformers.model.ReformerConfig;
import org.efficienttransformers.model.ReformerModel;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.settings.Settings;

/** Encoders with random weights: time and memory depend on sizes only. */
final class RandomEncoder {

    private static final float EPSILON = 1e-12f;
    private static final int SEPARATOR = 102;

    private RandomEncoder() {}

    /**
     * Makes an encoder without a head.
     *
     * @param kind its attention
     * @param sizes its sizes
     * @param settings of the attention
     * @param length the longest text
     * @param manager owns the weights
     * @return the encoder, initialized
     */
    static TransformerModel of(
            AttentionKind kind,
            EncoderSizes sizes,
            Settings settings,
            int length,
            NDManager manager) {
        TransformerModel model =
                kind.isSwappable()
                        ? encoder(kind, sizes, settings, length)
                        : reformer(sizes, settings, length);
        Engine.getInstance().setRandomSeed(1);
        model.initialize(manager, DataType.FLOAT32, new Shape(1, 1));
        return model;
    }

    private static EncoderModel encoder(
            AttentionKind kind, EncoderSizes sizes, Settings settings, int length) {
        EncoderConfig config =
                new EncoderConfig(
                        sizes.vocabulary(),
                        sizes.hidden(),
                        sizes.layers(),
                        sizes.heads(),
                        sizes.intermediate(),
                        Activation.of("gelu"),
                        0,
                        0,
                        length,
                        2,
                        EPSILON,
                        0,
                        SEPARATOR);
        AttentionSizes attention = sizes.attention(length);
        return EncoderModel.builder()
                .setConfig(config)
                .setFamily(ModelFamily.BERT)
                .setAttention(layer -> kind.build(attention, settings, layer, List.of()))
                .build();
    }

    private static ReformerModel reformer(EncoderSizes sizes, Settings settings, int length) {
        List<ReformerConfig.Layer> kinds =
                IntStream.range(0, sizes.layers())
                        .mapToObj(layer -> ReformerKind.layer(settings, layer).name())
                        .map(ReformerConfig.Layer::valueOf)
                        .toList();
        ReformerConfig.Look local = new ReformerConfig.Look(ReformerKind.LOCAL.chunks(settings), 0);
        ReformerConfig.Look lsh = new ReformerConfig.Look(ReformerKind.LSH.chunks(settings), 0);
        return ReformerModel.builder()
                .setConfig(
                        new ReformerConfig(
                                sizes.vocabulary(),
                                sizes.hidden(),
                                sizes.heads(),
                                sizes.headSize(),
                                kinds,
                                local,
                                lsh,
                                new ReformerConfig.Hashes(
                                        settings.get(ReformerKind.HASHES), List.of(), 0),
                                false,
                                sizes.intermediate(),
                                0,
                                Activation.RELU,
                                0,
                                0,
                                length,
                                null,
                                EPSILON,
                                0))
                .build();
    }
}
