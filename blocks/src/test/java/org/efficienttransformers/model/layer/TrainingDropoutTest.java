/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.HeadPart;
import org.efficienttransformers.description.HeadPart.Rows;
import org.efficienttransformers.description.LinearPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.description.Positions;
import org.efficienttransformers.model.SmallEncoders;
import org.efficienttransformers.model.SmallReformer;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Dropout in training is where the description has it. At a rate of a half whatever is dropped is
 * zero, and all else twice what it is in inference.
 */
class TrainingDropoutTest {

    private static final float RATE = 0.5f;
    private static final int HIDDEN = 16;
    private static final int LENGTH = 12;
    private static final int BATCH = 4;

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray ids() {
        long[] ids = new long[BATCH * LENGTH];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = 3 + i * 7L % 17;
        }
        return manager.create(ids, new Shape(BATCH, LENGTH));
    }

    /** The share of numbers that are dropped, where the others are twice what they were. */
    private static double dropped(NDArray training, NDArray inference) {
        float[] actual = training.toFloatArray();
        float[] expected = inference.toFloatArray();
        int zeros = 0;
        for (int i = 0; i < actual.length; i++) {
            if (actual[i] == 0) {
                zeros++;
            } else {
                assertThat(actual[i]).isCloseTo(2 * expected[i], within(1e-5f));
            }
        }
        return (double) zeros / actual.length;
    }

    private static SmallEncoders small(SmallEncoders sizes, float dropout) {
        return sizes.hidden(HIDDEN).layers(1).length(LENGTH).dropout(dropout);
    }

    private Embeddings embeddings(ModelDescription description, long length) {
        Embeddings embeddings = new Embeddings(description.embeddings());
        embeddings.setInitializer(new NormalInitializer(0.5f), parameter -> true);
        embeddings.initialize(manager, DataType.FLOAT32, new Shape(1, length));
        return embeddings;
    }

    private NDArray embed(Embeddings embeddings, NDArray ids, NDArray places, boolean training) {
        return embeddings.embed(new ParameterStore(manager, false), ids, places, null, training);
    }

    @Test
    void embeddingsAreDroppedAfterTheirNorm() {
        Embeddings embeddings = embeddings(small(SmallEncoders.bert(), RATE).build(), LENGTH);
        NDArray training = embed(embeddings, ids(), null, true);
        assertThat(dropped(training, embed(embeddings, ids(), null, false))).isBetween(0.4, 0.6);
    }

    /** Those of BigBird are dropped before their norm, which zeros would not survive. */
    @Test
    void embeddingsAreDroppedBeforeTheirNorm() {
        Embeddings embeddings = embeddings(small(SmallEncoders.bigBird(), RATE).build(), LENGTH);
        NDArray training = embed(embeddings, ids(), null, true);
        for (float number : training.toFloatArray()) {
            assertThat(number).isNotZero();
        }
        assertThat(training.toFloatArray())
                .isNotEqualTo(embed(embeddings, ids(), null, false).toFloatArray());
    }

    /** The classifier is the identity, so that its scores are what it is given. */
    @ParameterizedTest
    @EnumSource(
            value = Rows.class,
            names = {"ALL", "FIRST", "FIRST_TOKEN", "MEAN"})
    void whatIsClassifiedIsDropped(Rows rows) {
        ModelDescription base = small(SmallEncoders.bert(), 0).build();
        HeadPart head =
                HeadPart.of(
                        rows == Rows.ALL ? Head.TOKEN_CLASSIFICATION : Head.SEQUENCE_CLASSIFICATION,
                        rows,
                        new HeadPart.Drop(RATE),
                        new HeadPart.Linear(new LinearPart("classifier", HIDDEN, true)));
        TransformerModel model =
                SmallEncoders.model(
                        new ModelDescription(
                                base.prefix(),
                                base.embeddings(),
                                base.layers(),
                                base.reversible(),
                                base.finalNorm(),
                                false,
                                null,
                                head,
                                base.padTokenId(),
                                base.sepTokenId(),
                                null));
        model.setInitializer(new NormalInitializer(0.5f), parameter -> true);
        model.initialize(manager, DataType.FLOAT32, new Shape(1, LENGTH));
        manager.eye(HIDDEN).copyTo(StateDict.of(model).get("classifier.weight").getArray());
        NDArray bias = StateDict.of(model).get("classifier.bias").getArray();
        bias.zerosLike().copyTo(bias);
        NDArray ids = ids();
        ids.setName("input_ids");
        ParameterStore store = new ParameterStore(manager, false);
        NDArray training = model.forward(store, new NDList(ids), true).head();
        NDArray inference = model.forward(store, new NDList(ids), false).head();
        assertThat(dropped(training, inference)).isBetween(0.25, 0.75);
    }

    /** As dropout2d over the transposed positions: of a text, all rows of a column at once. */
    @Test
    void axialPositionsAreDroppedByColumns() {
        ModelDescription description = SmallReformer.builder().dropout(RATE).build();
        Positions.Axial axial = (Positions.Axial) description.embeddings().positions();
        int columns = axial.columns();
        int length = axial.rows() * columns;
        Embeddings embeddings = embeddings(description, length);
        NDArray words = StateDict.of(embeddings).get("word_embeddings.weight").getArray();
        words.zerosLike().copyTo(words);
        NDArray ids = manager.zeros(new Shape(BATCH, length), DataType.INT64);
        NDArray places =
                manager.arange(0, length, 1, DataType.INT64)
                        .reshape(1, -1)
                        .broadcast(BATCH, length);
        NDArray training = embed(embeddings, ids, places, true);
        assertThat(dropped(training, embed(embeddings, ids, places, false))).isBetween(0.1, 0.9);
        float[] numbers = training.toFloatArray(); // b (rows columns) e
        int width = description.embeddings().hiddenSize();
        int kept = 0;
        for (int text = 0; text < BATCH; text++) {
            for (int column = 0; column < columns; column++) {
                boolean zero = numbers[(text * length + column) * width] == 0;
                for (int place = column; place < length; place += columns) {
                    for (int i = 0; i < width; i++) {
                        assertThat(numbers[(text * length + place) * width + i] == 0)
                                .as("text %d column %d place %d", text, column, place)
                                .isEqualTo(zero);
                    }
                }
                kept += zero ? 0 : 1;
            }
        }
        assertThat(kept).isBetween(1, BATCH * columns - 1);
    }
}
