/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.full.FullAttention;
import org.efficienttransformers.attention.lsh.Chunks;
import org.efficienttransformers.attention.randomfeature.OrthogonalFeatures;
import org.efficienttransformers.attention.randomfeature.RandomFeatureAttention;
import org.efficienttransformers.model.Activation;
import org.efficienttransformers.model.EncoderConfig;
import org.efficienttransformers.model.EncoderModel;
import org.efficienttransformers.model.Head;
import org.efficienttransformers.model.ModelFamily;
import org.efficienttransformers.model.PreNormConfig;
import org.efficienttransformers.model.PreNormModel;
import org.efficienttransformers.model.ReformerConfig;
import org.efficienttransformers.model.ReformerModel;
import org.efficienttransformers.model.TransformerModel;

/** Models that train in milliseconds, with dropout, and a task for them. */
enum SmallModel {
    BERT,
    PERFORMER,
    PRE_NORM,
    REFORMER;

    static final int VOCABULARY = 20;
    static final int LENGTH = 16;
    private static final int HIDDEN = 8;
    private static final float DROPOUT = 0.1f;

    /** A new model of initial weights that follow from the seed. */
    TransformerModel create(NDManager manager, int hidden, int seed) {
        TransformerModel model =
                switch (this) {
                    case BERT -> encoder(hidden, layer -> full(hidden));
                    case PERFORMER -> encoder(hidden, layer -> performer(hidden, layer));
                    case PRE_NORM -> preNorm(hidden);
                    case REFORMER -> reformer(hidden);
                };
        Engine.getInstance().setRandomSeed(seed);
        model.initialize(manager, DataType.FLOAT32, new Shape(1, LENGTH));
        return model;
    }

    TransformerModel create(NDManager manager) {
        return create(manager, HIDDEN, 1);
    }

    private static SelfAttention full(int hidden) {
        return FullAttention.builder()
                .setHiddenSize(hidden)
                .setHeads(2)
                .optDropout(DROPOUT)
                .build();
    }

    /** Redraws its features often, so that a resumed training has to get that right. */
    private static SelfAttention performer(int hidden, int layer) {
        return RandomFeatureAttention.builder()
                .setHiddenSize(hidden)
                .setHeads(2)
                .setFeatures(6)
                .optDirections(new OrthogonalFeatures(true, false, layer))
                .optRedrawInterval(7)
                .optDropout(DROPOUT)
                .build();
    }

    private static TransformerModel encoder(
            int hidden, IntFunction<? extends SelfAttention> attention) {
        return EncoderModel.builder()
                .setConfig(
                        new EncoderConfig(
                                VOCABULARY,
                                hidden,
                                2,
                                2,
                                12,
                                Activation.GELU,
                                DROPOUT,
                                DROPOUT,
                                LENGTH,
                                1,
                                1e-5f,
                                0,
                                1))
                .setFamily(ModelFamily.BERT)
                .setAttention(attention)
                .optHead(Head.MASKED_LM)
                .build();
    }

    private static TransformerModel preNorm(int hidden) {
        return PreNormModel.builder()
                .setConfig(
                        new PreNormConfig(
                                VOCABULARY,
                                hidden,
                                2,
                                12,
                                LENGTH,
                                false,
                                true,
                                true,
                                true,
                                DROPOUT))
                .setAttention(layer -> performer(hidden, layer))
                .optHead(Head.MASKED_LM)
                .build();
    }

    private static TransformerModel reformer(int hidden) {
        ReformerConfig.Look look = new ReformerConfig.Look(new Chunks(4, 1, 1), DROPOUT);
        ReformerConfig config =
                new ReformerConfig(
                        VOCABULARY,
                        hidden,
                        2,
                        4,
                        List.of(ReformerConfig.Layer.LOCAL, ReformerConfig.Layer.LSH),
                        look,
                        look,
                        new ReformerConfig.Hashes(2, List.of(2), null),
                        false,
                        12,
                        0,
                        Activation.RELU,
                        DROPOUT,
                        DROPOUT,
                        LENGTH,
                        null,
                        1e-12f,
                        0);
        return ReformerModel.builder().setConfig(config).optHead(Head.MASKED_LM).build();
    }

    /** Words in random order, of which some positions are to be told: each is the word itself. */
    static List<TrainingBatch> batches(long step, int count, NDManager manager) {
        Random random = new Random(step);
        return IntStream.range(0, count).mapToObj(i -> batch(random, manager)).toList();
    }

    private static TrainingBatch batch(Random random, NDManager manager) {
        int size = 3;
        long[] words = new long[size * LENGTH];
        long[] labels = new long[size * LENGTH];
        for (int i = 0; i < words.length; i++) {
            words[i] = 2L + random.nextInt(VOCABULARY - 2);
            labels[i] = random.nextInt(4) == 0 ? words[i] : CrossEntropyLoss.IGNORED;
        }
        NDArray ids = manager.create(words, new Shape(size, LENGTH));
        ids.setName("input_ids");
        return new TrainingBatch(
                new NDList(ids), new NDList(manager.create(labels, new Shape(size, LENGTH))));
    }
}
