/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import org.efficienttransformers.attention.FullAttention;
import org.efficienttransformers.attention.KernelAttention;
import org.efficienttransformers.attention.SelfAttention;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading piece by piece gives what reading the whole text gives. */
class IncrementalDecoderTest {

    private static final EncoderConfig CONFIG =
            new EncoderConfig(50, 8, 3, 2, 12, Activation.GELU, 0, 0, 34, 2, 1e-5f, 1, 2);

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private static SelfAttention performer(boolean causal) {
        return KernelAttention.builder()
                .setHiddenSize(8)
                .setHeads(2)
                .setFeatures(6)
                .optCausal(causal)
                .build();
    }

    private EncoderModel model(ModelFamily family, Head head, SelfAttention... attention) {
        EncoderModel model =
                EncoderModel.builder()
                        .setConfig(CONFIG)
                        .setFamily(family)
                        .setAttention(
                                layer -> attention.length == 0 ? performer(true) : attention[layer])
                        .optHead(head)
                        .build();
        Engine.getInstance().setRandomSeed(1);
        model.setInitializer(new NormalInitializer(0.3f), parameter -> true);
        model.initialize(manager, DataType.FLOAT32, new Shape(1, 1));
        return model;
    }

    private NDArray ids(int batch, int length) {
        return manager.arange(0, batch * length, 1, DataType.INT64)
                .mul(7)
                .mod(46)
                .add(3)
                .reshape(batch, length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta"})
    void piecesGiveWhatTheWholeGives(String name) {
        ModelFamily family = name.equals("bert") ? ModelFamily.BERT : ModelFamily.ROBERTA;
        for (Head head : new Head[] {Head.CAUSAL_LM, Head.BASE}) {
            EncoderModel model = model(family, head);
            NDArray ids = ids(2, 32);
            ParameterStore store = new ParameterStore(manager, false);
            float[] whole = model.forward(store, new NDList(ids), false).head().toFloatArray();
            int size = whole.length / 64;
            try (IncrementalDecoder decoder = new IncrementalDecoder(model, manager, 2)) {
                int start = 0;
                for (int end : new int[] {5, 6, 7, 20, 31, 32}) {
                    NDArray answer = decoder.next(ids.get(new NDIndex(":, {}:{}", start, end)));
                    assertThat(answer.getShape()).isEqualTo(new Shape(2, end - start, size));
                    for (int i = 0; i < 2 * (end - start); i++) {
                        int row = i / (end - start);
                        int position = start + i % (end - start);
                        for (int c = 0; c < size; c++) {
                            assertThat(answer.getFloat(row, position - start, c))
                                    .isCloseTo(
                                            whole[(row * 32 + position) * size + c], within(1e-4f));
                        }
                    }
                    start = end;
                    assertThat(decoder.length()).isEqualTo(end);
                }
            }
        }
    }

    @Test
    void memoryIsConstant() {
        EncoderModel model = model(ModelFamily.BERT, Head.CAUSAL_LM);
        try (IncrementalDecoder decoder = new IncrementalDecoder(model, manager, 1)) {
            decoder.next(ids(1, 3)).close();
            NDArray word = ids(1, 1);
            int before = manager.getManagedArrays().size();
            for (int i = 0; i < 20; i++) {
                decoder.next(word).close();
                assertThat(manager.getManagedArrays()).hasSize(before);
            }
        }
    }

    @Test
    void refusesModelsThatNeedTheWholeText() {
        SelfAttention full = FullAttention.builder().setHiddenSize(8).setHeads(2).build();
        refused(
                model(ModelFamily.BERT, Head.CAUSAL_LM, performer(true), full, performer(true)),
                "FullAttention, whose past has no constant size");
        refused(
                model(
                        ModelFamily.BERT,
                        Head.CAUSAL_LM,
                        performer(true),
                        performer(true),
                        performer(false)),
                "only a causal Performer");
        refused(model(ModelFamily.BERT, Head.MASKED_LM), "head is MASKED_LM");
    }

    private void refused(EncoderModel model, String sentence) {
        assertThatThrownBy(() -> new IncrementalDecoder(model, manager, 1).close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void refusesTextsThatDontFit() {
        EncoderModel model = model(ModelFamily.ROBERTA, Head.CAUSAL_LM);
        try (IncrementalDecoder decoder = new IncrementalDecoder(model, manager, 1)) {
            assertThatThrownBy(() -> decoder.next(ids(2, 3)))
                    .hasMessageContaining("There are 2 texts, and the decoder was made for 1");
            decoder.next(ids(1, 30));
            assertThatThrownBy(() -> decoder.next(ids(1, 3)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("gets 33 tokens long")
                    .hasMessageContaining("at most 32");
            assertThatThrownBy(() -> decoder.next(ids(1, 1).add(100)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("input_ids holds");
            assertThat(decoder.length()).isEqualTo(30);
        }
    }
}
