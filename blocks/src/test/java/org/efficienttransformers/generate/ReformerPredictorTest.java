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
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.model.SmallReformer;
import org.efficienttransformers.model.TransformerModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A text that is remembered gives what the whole text gives. */
class ReformerPredictorTest {

    private static final int LENGTH = 60;

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private static SmallReformer decoder() {
        return SmallReformer.builder().decoder().positions(LENGTH);
    }

    private TransformerModel model(SmallReformer builder) {
        return SmallReformer.model(Head.CAUSAL_LM, builder.build(), manager);
    }

    private static long[] text() {
        long[] text = new long[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            text[i] = (i * 7919L + i * 31L * i + 13) % SmallReformer.VOCABULARY;
        }
        return text;
    }

    /** Reads a prompt together and the rest one by one, and compares at each length. */
    private void assertSame(TransformerModel model, int prompt) {
        long[] text = text();
        try (ReformerPredictor predictor = new ReformerPredictor(model, manager)) {
            float[] logits = predictor.read(Arrays.copyOf(text, prompt));
            for (int length = prompt; ; length++) {
                float[] whole =
                        new WholeTextPredictor(model, manager).read(Arrays.copyOf(text, length));
                assertThat(logits).as("length %d", length).containsExactly(whole, within(2e-4f));
                if (length == LENGTH) {
                    return;
                }
                logits = predictor.read(text[length]);
            }
        }
    }

    /**
     * With one hashed layer, all that lies below stays as it was, whatever follows: nothing is lost
     * by remembering. Numbers of buckets grow with the text.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 5, 8, 9, 16, 21, 40})
    void withOneHashedLayerTheLogitsAreThoseOfTheWholeText(int prompt) {
        assertSame(model(decoder()), prompt);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 33})
    void withLocalLayersOnlyLikewise(int prompt) {
        assertSame(model(decoder().layers(4).local(4)), prompt);
    }

    /** Between more hashed layers what earlier positions have seen stays as it was. */
    @Test
    void withMoreHashedLayersTheyStayClose() {
        TransformerModel model = model(decoder().layers(6));
        long[] text = text();
        double apart = 0;
        double size = 0;
        try (ReformerPredictor predictor = new ReformerPredictor(model, manager)) {
            predictor.read(Arrays.copyOf(text, 20));
            for (int length = 21; length <= LENGTH; length++) {
                float[] logits = predictor.read(text[length - 1]);
                float[] whole =
                        new WholeTextPredictor(model, manager).read(Arrays.copyOf(text, length));
                for (int i = 0; i < whole.length; i++) {
                    apart += Math.abs(logits[i] - whole[i]);
                    size += Math.abs(whole[i]);
                }
            }
        }
        assertThat(apart / size).isLessThan(0.2);
    }

    @Test
    void severalTokensAreReadAsOneAfterTheOther() {
        TransformerModel model = model(decoder().layers(4));
        long[] text = text();
        try (ReformerPredictor one = new ReformerPredictor(model, manager);
                ReformerPredictor several = new ReformerPredictor(model, manager)) {
            one.read(Arrays.copyOf(text, 10));
            several.read(Arrays.copyOf(text, 10));
            one.read(text[10]);
            one.read(text[11]);
            assertThat(several.read(text[10], text[11], text[12])).isEqualTo(one.read(text[12]));
        }
    }

    /** Without a seed the rotations are drawn once for a text. */
    @Test
    void unseededHashesStayTheSameForAText() {
        TransformerModel model = model(decoder().noSeed());
        Engine.getInstance().setRandomSeed(1);
        long[] text = text();
        float[] logits = {};
        for (int i = 0; i < 2; i++) {
            Engine.getInstance().setRandomSeed(1);
            try (ReformerPredictor predictor = new ReformerPredictor(model, manager)) {
                predictor.read(Arrays.copyOf(text, 20));
                float[] again = predictor.read(text[20], text[21]);
                if (i == 1) {
                    assertThat(again).isEqualTo(logits);
                }
                logits = again;
            }
        }
    }

    @Test
    void leavesNothingBehind() {
        TransformerModel model = model(decoder());
        model.freezeParameters(true);
        int before = manager.getManagedArrays().size();
        try (TokenPredictor predictor = TokenPredictor.of(model, manager)) {
            predictor.read(Arrays.copyOf(text(), 20));
            predictor.read(1);
            int kept = manager.getManagedArrays().size();
            predictor.read(2);
            assertThat(manager.getManagedArrays().size()).isEqualTo(kept);
        }
        assertThat(manager.getManagedArrays().size()).isEqualTo(before);
    }

    @Test
    void refusesWhatItCantRead() {
        TransformerModel model = model(decoder());
        try (ReformerPredictor predictor = new ReformerPredictor(model, manager)) {
            assertThatThrownBy(predictor::read)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no tokens");
            assertThatThrownBy(() -> predictor.read(1, 40))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("token 40")
                    .hasMessageContaining("from 0 to 39");
            predictor.read(text());
            assertThatThrownBy(() -> predictor.read(1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("61 tokens")
                    .hasMessageContaining("at most 60");
        }
        TransformerModel masked =
                SmallReformer.model(Head.MASKED_LM, SmallReformer.builder().build(), manager);
        assertThatThrownBy(() -> TokenPredictor.of(masked, manager))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MASKED_LM");
    }
}
