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
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.blocksparse.BlockSparseAttention;
import org.efficienttransformers.attention.full.FullAttention;
import org.efficienttransformers.attention.lowrank.LowRankAttention;
import org.efficienttransformers.attention.lowrank.ProjectionSharing;
import org.efficienttransformers.attention.lsh.Chunks;
import org.efficienttransformers.attention.randomfeature.RandomFeatureAttention;
import org.efficienttransformers.attention.window.SlidingWindowAttention;
import org.efficienttransformers.checkpoint.Mechanism;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.plan.AttentionSettings;
import org.efficienttransformers.examples.plan.EncoderSizes;
import org.efficienttransformers.model.Activation;
import org.efficienttransformers.model.EncoderConfig;
import org.efficienttransformers.model.EncoderModel;
import org.efficienttransformers.model.ModelFamily;
import org.efficienttransformers.model.ReformerConfig;
import org.efficienttransformers.model.ReformerModel;
import org.efficienttransformers.model.TransformerModel;

/** Encoders with random weights: time and memory depend on sizes only. */
final class RandomEncoder {

    private static final float EPSILON = 1e-12f;
    private static final int SEPARATOR = 102;

    private RandomEncoder() {}

    /**
     * Makes an encoder without a head.
     *
     * @param mechanism its attention
     * @param sizes its sizes
     * @param settings of the attention
     * @param length the longest text
     * @param manager owns the weights
     * @return the encoder, initialized
     */
    static TransformerModel of(
            Mechanism mechanism,
            EncoderSizes sizes,
            AttentionSettings settings,
            int length,
            NDManager manager) {
        TransformerModel model =
                mechanism == Mechanism.REFORMER
                        ? reformer(sizes, settings, length)
                        : encoder(mechanism, sizes, settings, length);
        Engine.getInstance().setRandomSeed(1);
        model.initialize(manager, DataType.FLOAT32, new Shape(1, 1));
        return model;
    }

    private static EncoderModel encoder(
            Mechanism mechanism, EncoderSizes sizes, AttentionSettings settings, int length) {
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
        return EncoderModel.builder()
                .setConfig(config)
                .setFamily(ModelFamily.BERT)
                .setAttention(layer -> attention(mechanism, sizes, settings, length))
                .build();
    }

    private static SelfAttention attention(
            Mechanism mechanism, EncoderSizes sizes, AttentionSettings settings, int length) {
        return switch (mechanism) {
            case FULL -> sized(FullAttention.builder(), sizes).build();
            case LONGFORMER ->
                    sized(SlidingWindowAttention.builder(), sizes)
                            .setWindow(settings.window())
                            .build();
            case BIGBIRD ->
                    sized(BlockSparseAttention.builder(), sizes)
                            .optBlockSize(settings.blockSize())
                            .optNumRandomBlocks(settings.randomBlocks())
                            .build();
            case LINFORMER ->
                    sized(LowRankAttention.builder(), sizes)
                            .setMaxLength(length)
                            .setRank(Math.min(settings.rank(), length))
                            .optSharing(ProjectionSharing.HEADWISE)
                            .build();
            case PERFORMER ->
                    sized(RandomFeatureAttention.builder(), sizes)
                            .setFeatures(settings.features())
                            .build();
            case REFORMER -> throw new BadInputException("Reformer is a model of its own.");
        };
    }

    private static <B extends SelfAttention.Builder<B>> B sized(B builder, EncoderSizes sizes) {
        return builder.setHiddenSize(sizes.hidden()).setHeads(sizes.heads());
    }

    private static ReformerModel reformer(
            EncoderSizes sizes, AttentionSettings settings, int length) {
        List<ReformerConfig.Layer> kinds = new ArrayList<>();
        for (int i = 0; i < sizes.layers(); i++) {
            kinds.add(i % 2 == 0 ? ReformerConfig.Layer.LOCAL : ReformerConfig.Layer.LSH);
        }
        ReformerConfig.Look look = new ReformerConfig.Look(new Chunks(settings.chunk(), 1, 0), 0);
        return ReformerModel.builder()
                .setConfig(
                        new ReformerConfig(
                                sizes.vocabulary(),
                                sizes.hidden(),
                                sizes.heads(),
                                sizes.headSize(),
                                kinds,
                                look,
                                look,
                                new ReformerConfig.Hashes(settings.rounds(), List.of(), 0),
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
