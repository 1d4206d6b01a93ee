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
import java.util.stream.IntStream;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.model.SmallAttention;
import org.efficienttransformers.model.SmallEncoders;
import org.efficienttransformers.model.SmallReformer;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.training.loss.CrossEntropyLoss;

/** Models that train in milliseconds, with dropout, and a task for them. */
enum SmallModel {
    BERT,
    LONGFORMER,
    BIG_BIRD,
    LINFORMER,
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
                    case BERT -> encoder(bert(), hidden);
                    case LONGFORMER -> encoder(SmallEncoders.longformer().padding(0), hidden);
                    case BIG_BIRD -> encoder(SmallEncoders.bigBird().padding(0), hidden);
                    case LINFORMER -> encoder(bert().attention("linformer"), hidden);
                    case PERFORMER -> encoder(redrawn(bert()), hidden);
                    case PRE_NORM -> encoder(redrawn(SmallEncoders.preNorm()), hidden);
                    case REFORMER -> reformer(hidden);
                };
        Engine.getInstance().setRandomSeed(seed);
        model.initialize(manager, DataType.FLOAT32, new Shape(1, LENGTH));
        return model;
    }

    TransformerModel create(NDManager manager) {
        return create(manager, HIDDEN, 1);
    }

    private static SmallEncoders bert() {
        return SmallEncoders.bert().types(1).padding(0);
    }

    /** Redraws its features often, so that a resumed training has to get that right. */
    private static SmallEncoders redrawn(SmallEncoders sizes) {
        return sizes.attention("performer", SmallAttention.features(6, 7));
    }

    private static TransformerModel encoder(SmallEncoders sizes, int hidden) {
        return SmallEncoders.model(
                sizes.vocabulary(VOCABULARY)
                        .hidden(hidden)
                        .length(LENGTH)
                        .dropout(DROPOUT)
                        .head(Head.MASKED_LM)
                        .build());
    }

    private static TransformerModel reformer(int hidden) {
        return SmallReformer.model(
                Head.MASKED_LM,
                SmallReformer.builder()
                        .vocabulary(VOCABULARY)
                        .hidden(hidden, 4)
                        .hashed(4, 2)
                        .noSeed()
                        .dropout(DROPOUT)
                        .positions(LENGTH)
                        .build());
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
