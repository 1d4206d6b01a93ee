/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.efficienttransformers.attention.window.LongformerKind;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.model.SmallAttention;
import org.efficienttransformers.model.SmallEncoders;
import org.efficienttransformers.model.SmallReformer;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.settings.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A text that is remembered gives what the whole text gives, whatever the mechanism. */
class TextReadingTest {

    private static final int LENGTH = 32;

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private TransformerModel model(String kind) {
        if (kind.equals("reformer")) {
            return SmallReformer.model(
                    Head.CAUSAL_LM,
                    SmallReformer.builder().decoder().positions(LENGTH).build(),
                    manager);
        }
        SmallEncoders sizes =
                (kind.startsWith("roberta") ? SmallEncoders.roberta() : SmallEncoders.bert())
                        .layers(3)
                        .length(LENGTH);
        sizes =
                switch (kind) {
                    case "performer", "roberta performer" ->
                            sizes.attention("performer", SmallAttention.features(6)).rotary();
                    case "longformer" ->
                            sizes.attention(
                                    "longformer",
                                    Settings.DEFAULT.with(
                                            LongformerKind.WINDOW, java.util.List.of(8)));
                    case "dilated" ->
                            sizes.attention(
                                    "longformer",
                                    Settings.DEFAULT
                                            .with(LongformerKind.WINDOW, java.util.List.of(4))
                                            .with(LongformerKind.DILATION, java.util.List.of(3)));
                    default -> sizes.attention("full");
                };
        ModelDescription description = sizes.causal(true).head(Head.CAUSAL_LM).build();
        return SmallEncoders.random(SmallEncoders.model(description), manager);
    }

    private static long[] text(int seed) {
        return LongStream.range(0, LENGTH).map(i -> 3 + (i * 7 + seed * i * i) % 30).toArray();
    }

    /** The scores of the word after a text, which is computed as a whole. */
    private float[] whole(TransformerModel model, boolean logarithms, long... text) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray ids = scope.create(text, new Shape(1, text.length));
            ids.setName("input_ids");
            NDArray logits =
                    model.forward(new ParameterStore(scope, false), new NDList(ids), false)
                            .get("logits")
                            .get(new NDIndex("0, {}", text.length - 1));
            return (logarithms ? logits.logSoftmax(-1) : logits).toFloatArray();
        }
    }

    private static void assertClose(float[][] actual, float[][] expected) {
        assertThat(actual.length).isEqualTo(expected.length);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).as("row %d", i).containsExactly(expected[i], within(2e-4f));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "full",
                "roberta",
                "longformer",
                "dilated",
                "performer",
                "roberta performer",
                "reformer"
            })
    void piecesGiveWhatTheWholeGives(String kind) {
        TransformerModel model = model(kind);
        long[][] texts = {text(0), text(1)};
        try (TokenPredictor predictor = TokenPredictor.of(model, manager)) {
            assertThat(predictor.maxLength()).isEqualTo(LENGTH);
            int start = 0;
            for (int end : new int[] {5, 6, 7, 20, 31, 32}) {
                long[][] piece = new long[2][];
                float[][] expected = new float[2][];
                for (int i = 0; i < 2; i++) {
                    piece[i] = Arrays.copyOfRange(texts[i], start, end);
                    expected[i] = whole(model, false, Arrays.copyOf(texts[i], end));
                }
                assertClose(predictor.read(false, piece), expected);
                start = end;
            }
        }
    }

    /** One text becomes three, of which one is left and another goes on twice. */
    @ParameterizedTest
    @ValueSource(strings = {"full", "longformer", "performer", "reformer"})
    void textsGoOnInSeveralWays(String kind) {
        TransformerModel model = model(kind);
        try (TokenPredictor predictor = TokenPredictor.of(model, manager)) {
            predictor.read(false, Arrays.copyOf(text(0), 9));
            predictor.reorder(0, 0, 0);
            predictor.read(false, new long[] {4}, new long[] {5}, new long[] {6});
            predictor.reorder(2, 0, 2);
            float[][] expected = {
                whole(model, true, extended(6, 7)),
                whole(model, true, extended(4, 8)),
                whole(model, true, extended(6, 9))
            };
            assertClose(
                    predictor.read(true, new long[] {7}, new long[] {8}, new long[] {9}), expected);
        }
    }

    private static long[] extended(long... next) {
        return LongStream.concat(LongStream.of(text(0)).limit(9), LongStream.of(next)).toArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"full", "longformer", "performer", "reformer"})
    void leavesNothingBehind(String kind) {
        TransformerModel model = model(kind);
        model.freezeParameters(true);
        int before = manager.getManagedArrays().size();
        try (TokenPredictor predictor = TokenPredictor.of(model, manager)) {
            predictor.read(false, Arrays.copyOf(text(0), 20));
            predictor.reorder(0, 0);
            predictor.read(false, new long[] {1}, new long[] {2});
            int kept = manager.getManagedArrays().size();
            predictor.read(false, new long[] {3}, new long[] {2});
            assertThat(manager.getManagedArrays().size()).isEqualTo(kept);
        }
        assertThat(manager.getManagedArrays().size()).isEqualTo(before);
    }

    @Test
    void refusesWhatItCantRead() {
        TransformerModel model = model("roberta");
        try (TokenPredictor predictor = TokenPredictor.of(model, manager)) {
            assertThatThrownBy(() -> predictor.read(false, new long[0]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no tokens");
            assertThatThrownBy(() -> predictor.read(false, new long[] {1, 50}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("There is a token 50; allowed: from 0 to 49");
            predictor.read(false, Arrays.copyOf(text(0), 30));
            assertThatThrownBy(() -> predictor.read(false, new long[] {4, 5, 6}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("gets 33 tokens long, and the model takes at most 32");
        }
        TransformerModel masked =
                SmallReformer.model(Head.MASKED_LM, SmallReformer.builder().build(), manager);
        assertThatThrownBy(() -> TokenPredictor.of(masked, manager))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MASKED_LM");
    }
}
