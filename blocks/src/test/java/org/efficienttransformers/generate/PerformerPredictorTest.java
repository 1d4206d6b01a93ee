/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.model.SmallAttention;
import org.efficienttransformers.model.SmallEncoders;
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

    private TransformerModel model(String kind, Head head) {
        return random(described(kind).head(head).build());
    }

    private TransformerModel random(ModelDescription description) {
        return SmallEncoders.random(SmallEncoders.model(description), manager);
    }

    private static SmallEncoders described(String kind) {
        SmallEncoders sizes =
                switch (kind) {
                    case "bert" -> SmallEncoders.bert();
                    case "roberta" -> SmallEncoders.roberta();
                    default -> SmallEncoders.preNorm().tied(kind.endsWith("tied"));
                };
        return sizes.layers(3)
                .length(MAX_LENGTH)
                .attention("performer", SmallAttention.features(6))
                .rotary();
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
        LayerPart full = described("bert").attention("full").build().layers().get(2);
        LayerPart both = described("bert").build().layers().get(2);
        for (LayerPart last : List.of(full, both)) {
            ModelDescription causal = described("bert").head(Head.CAUSAL_LM).build();
            TransformerModel model =
                    random(
                            causal.withLayers(
                                    layer -> layer.name().equals(last.name()) ? last : layer));
            try (TokenPredictor predictor = TokenPredictor.of(model, manager)) {
                assertThat(predictor).isInstanceOf(WholeTextPredictor.class);
            }
            assertThatThrownBy(() -> new PerformerPredictor(model, manager).close())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("causal form in all layers");
        }
        assertThatThrownBy(
                        () ->
                                TokenPredictor.of(
                                                random(
                                                        described("bert")
                                                                .causal(true)
                                                                .head(Head.MASKED_LM)
                                                                .build()),
                                                manager)
                                        .close())
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
