/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.efficienttransformers.attention.RotaryPositions;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.full.FullAttention;
import org.efficienttransformers.attention.randomfeature.RandomFeatureAttention;
import org.efficienttransformers.model.Activation;
import org.efficienttransformers.model.EncoderConfig;
import org.efficienttransformers.model.EncoderModel;
import org.efficienttransformers.model.Head;
import org.efficienttransformers.model.ModelFamily;
import org.efficienttransformers.model.PreNormConfig;
import org.efficienttransformers.model.PreNormModel;
import org.efficienttransformers.model.TransformerModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading piece by piece gives what reading the whole text gives. */
class PerformerPredictorTest {

    private static final int MAX_LENGTH = 32;

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private static RandomFeatureAttention performer(boolean causal) {
        return RandomFeatureAttention.builder()
                .setHiddenSize(8)
                .setHeads(2)
                .setFeatures(6)
                .optRotary(new RotaryPositions(10_000, RotaryPositions.Pairing.NEIGHBOURS))
                .optCausal(causal)
                .build();
    }

    private TransformerModel model(String kind, Head head, SelfAttention... attention) {
        TransformerModel model =
                kind.startsWith("pre-norm")
                        ? preNorm(head, kind.endsWith("tied"))
                        : encoder(kind.equals("bert"), head, attention);
        Engine.getInstance().setRandomSeed(1);
        model.setInitializer(new NormalInitializer(0.3f), parameter -> true);
        model.initialize(manager, DataType.FLOAT32, new Shape(1, 1));
        return model;
    }

    private static TransformerModel encoder(boolean bert, Head head, SelfAttention... attention) {
        int positions = bert ? MAX_LENGTH : MAX_LENGTH + 2;
        return EncoderModel.builder()
                .setConfig(
                        new EncoderConfig(
                                50, 8, 3, 2, 12, Activation.GELU, 0, 0, positions, 2, 1e-5f, 1, 2))
                .setFamily(bert ? ModelFamily.BERT : ModelFamily.ROBERTA)
                .setAttention(layer -> attention.length == 0 ? performer(true) : attention[layer])
                .optHead(head)
                .build();
    }

    private static TransformerModel preNorm(Head head, boolean tied) {
        return PreNormModel.builder()
                .setConfig(new PreNormConfig(50, 8, 3, 12, MAX_LENGTH, false, true, true, tied, 0))
                .setAttention(layer -> performer(true))
                .optHead(head)
                .build();
    }

    private static long[] text() {
        return LongStream.range(0, MAX_LENGTH).map(i -> 3 + i * 7 % 46).toArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "pre-norm", "pre-norm tied"})
    void piecesGiveWhatTheWholeGives(String kind) {
        TransformerModel model = model(kind, Head.CAUSAL_LM);
        long[] text = text();
        NDList ids = new NDList(manager.create(text, new Shape(1, MAX_LENGTH)));
        float[] whole =
                model.forward(new ParameterStore(manager, false), ids, false)
                        .get("logits")
                        .toFloatArray();
        try (TokenPredictor predictor = TokenPredictor.of(model, manager)) {
            assertThat(predictor).isInstanceOf(PerformerPredictor.class);
            assertThat(predictor.maxLength()).isEqualTo(MAX_LENGTH);
            int start = 0;
            for (int end : new int[] {5, 6, 7, 20, 31, 32}) {
                float[] logits = predictor.read(Arrays.copyOfRange(text, start, end));
                assertThat(logits).hasSize(50);
                for (int word = 0; word < 50; word++) {
                    assertThat(logits[word]).isCloseTo(whole[(end - 1) * 50 + word], within(1e-4f));
                }
                start = end;
            }
        }
    }

    @Test
    void memoryIsConstant() {
        TransformerModel model = model("bert", Head.CAUSAL_LM);
        try (NDManager own = manager.newSubManager();
                TokenPredictor predictor = TokenPredictor.of(model, own)) {
            predictor.read(4, 5, 6);
            int before = own.getManagedArrays().size() + manager.getManagedArrays().size();
            for (int i = 0; i < 20; i++) {
                predictor.read(7);
                assertThat(own.getManagedArrays().size() + manager.getManagedArrays().size())
                        .isEqualTo(before);
            }
        }
    }

    @Test
    void otherModelsAreComputedAsAWhole() {
        SelfAttention full = FullAttention.builder().setHiddenSize(8).setHeads(2).build();
        for (SelfAttention last : List.of(full, performer(false))) {
            TransformerModel model =
                    model("bert", Head.CAUSAL_LM, performer(true), performer(true), last);
            try (TokenPredictor predictor = TokenPredictor.of(model, manager)) {
                assertThat(predictor).isInstanceOf(WholeTextPredictor.class);
            }
            assertThatThrownBy(() -> new PerformerPredictor(model, manager).close())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("causal form in all layers");
        }
        assertThatThrownBy(() -> TokenPredictor.of(model("bert", Head.MASKED_LM), manager).close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("head is MASKED_LM");
    }

    @Test
    void refusesTextsThatDontFit() {
        TransformerModel model = model("roberta", Head.CAUSAL_LM);
        try (TokenPredictor predictor = TokenPredictor.of(model, manager)) {
            assertThatThrownBy(predictor::read).hasMessageContaining("There are no tokens");
            predictor.read(Arrays.copyOf(text(), 30));
            assertThatThrownBy(() -> predictor.read(4, 5, 6))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("gets 33 tokens long, and the model takes at most 32");
            assertThatThrownBy(() -> predictor.read(50))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("There is a token 50; allowed: from 0 to 49");
            assertThat(predictor.read(4, 5)).hasSize(50);
        }
    }
}
