/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.efficienttransformers.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Generation by a predictor whose scores are plain to see: after token t comes t + 1. */
class TextGeneratorTest {

    private static final int WORDS = 6;
    private static final int MAX_LENGTH = 10;

    /** After a token the next one is likeliest, then the one after that, and so on around. */
    private static class Counting implements TokenPredictor {

        private final List<int[]> orders = new ArrayList<>();
        private int reads;

        @Override
        public float[][] read(boolean logarithms, long[]... tokens) {
            reads++;
            float[][] scores = new float[tokens.length][WORDS];
            for (int i = 0; i < tokens.length; i++) {
                long last = tokens[i][tokens[i].length - 1];
                for (int word = 0; word < WORDS; word++) {
                    scores[i][word] = -Math.floorMod(word - last - 1, WORDS);
                }
            }
            return scores;
        }

        @Override
        public void reorder(int... rows) {
            orders.add(rows);
        }

        @Override
        public int maxLength() {
            return MAX_LENGTH;
        }

        @Override
        public void close() {}
    }

    /** After 1 come 1, 2 and the end, 5, with a score for each step; after others nothing does. */
    private static final class Written extends Counting {

        private final float[][] steps;
        private int step;

        Written(float[]... steps) {
            this.steps = steps;
        }

        @Override
        public float[][] read(boolean logarithms, long[]... tokens) {
            float[][] scores = new float[tokens.length][WORDS];
            for (int i = 0; i < tokens.length; i++) {
                Arrays.fill(scores[i], -100);
                if (tokens[i][tokens[i].length - 1] == 1) {
                    scores[i][1] = steps[step][0];
                    scores[i][2] = steps[step][1];
                    scores[i][5] = steps[step][2];
                }
            }
            step = Math.min(step + 1, steps.length - 1);
            return scores;
        }
    }

    private static Settings settings(Map<String, String> asked) {
        return Settings.of(GenerationSettings.ALL, asked)
                .with(GenerationSettings.EOS_TOKEN_ID, List.of(5));
    }

    private static GeneratedTexts generate(Settings settings, long... prompt) {
        return new TextGenerator(settings, 1).generate(new Counting(), new long[][] {prompt}, null);
    }

    @Test
    void goesOnToTheEnd() {
        assertThat(generate(settings(Map.of()), 2).sequences()[0]).containsExactly(2, 3, 4, 5);
        assertThat(generate(settings(Map.of("numBeams", "3")), 2).sequences()[0])
                .containsExactly(2, 3, 4, 5);
    }

    /**
     * Computed by hand as in _check_early_stop_heuristic of transformers: with a negative penalty,
     * which favours short texts, a beam hopes for its own length, not for the longest. After the
     * second step the texts that have ended score -6 and 2 * -6.9, and the beam 2 * -2; at the
     * longest length it would have 9 * -2. So it goes on, and ends with 3 * -2.2.
     */
    @Test
    void beamsThatFavourShortTextsHopeForTheirOwnLength() {
        Settings settings =
                settings(
                                Map.of(
                                        "numBeams", "2",
                                        "lengthPenalty", "-1",
                                        "earlyStopping", "never",
                                        "maxNewTokens", "9"))
                        .with(GenerationSettings.NUM_RETURN_SEQUENCES, 2);
        Written words =
                new Written(
                        new float[] {-1.9f, -9, -6},
                        new float[] {-0.1f, -9, -5},
                        new float[] {-0.3f, -9, -0.2f},
                        new float[] {-9, -9, -9});
        GeneratedTexts texts =
                new TextGenerator(settings, 1).generate(words, new long[][] {{1}}, null);
        assertThat(texts.sequences()[0]).startsWith(1, 5);
        assertThat(texts.sequences()[1]).startsWith(1, 1, 1, 5);
        assertThat(texts.scores()).containsExactly(new float[] {-6, -6.6f}, within(1e-4f));
    }

    @ParameterizedTest
    @CsvSource({"2147483647, 1", "2147483646, 1", "2147483647, 4"})
    void refusesMoreThanTheModelTakesHoweverMuch(String count, String beams) {
        Settings settings = settings(Map.of("maxNewTokens", count, "numBeams", beams));
        assertThatThrownBy(() -> generate(settings, 1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "The text may get 2147483647 tokens long, and the model takes")
                .hasMessageContaining("at most 10");
    }

    @Test
    void refusesPromptsThatLeaveNoRoom() {
        assertThatThrownBy(() -> generate(settings(Map.of("maxGeneratedLength", "2")), 1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("prompt is 2 tokens long, and max_length is 2");
        assertThatThrownBy(() -> generate(settings(Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("give at least one to continue");
    }

    /** As long as a least length above the longest allows. */
    @Test
    void theLongestComesBeforeTheLeast() {
        Map<String, String> asked = Map.of("maxNewTokens", "5", "minNewTokens", "2147483647");
        assertThat(generate(settings(asked), 2).sequences()[0]).hasSize(6).doesNotContain(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "forcedBosTokenId | 6 | forced_bos_token_id has the token 6; allowed: from 0 to 5",
                "forcedEosTokenId | 99 | forced_eos_token_id has the token 99; allowed: from 0",
                "badWordsIds | [[1], [2, 7]] | bad_words_ids has the token 7; allowed: from 0"
            })
    void refusesTokensThatThereAreNot(String argument, String value, String message) {
        for (String beams : List.of("1", "2")) {
            assertThatThrownBy(
                            () -> generate(settings(Map.of(argument, value, "numBeams", beams)), 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(message);
        }
    }

    @Test
    void refusesSettingsThatContradict() {
        Settings several =
                settings(Map.of("numBeams", "2")).with(GenerationSettings.NUM_RETURN_SEQUENCES, 3);
        assertThatThrownBy(() -> new TextGenerator(several, 1))
                .hasMessageContaining("num_return_sequences is 3 and num_beams is 2");
        Settings cold = settings(Map.of("temperature", "0"));
        assertThat(generate(cold, 3).sequences()[0]).containsExactly(3, 4, 5);
        Settings drawn = cold.with(GenerationSettings.DO_SAMPLE, true);
        assertThatThrownBy(() -> new TextGenerator(drawn, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("temperature is 0, and do_sample is true");
        for (String words : List.of("[[1], [x]]", "[1]", "[[1]", "[]", "[[1]] [[2]]")) {
            assertThatThrownBy(() -> settings(Map.of("badWordsIds", words)))
                    .as(words)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("allowed: lists of tokens, such as [[17], [20, 21]]");
        }
    }

    /** More candidates are wanted than there are words. */
    @Test
    void searchesWithMoreBeamsThanWords() {
        Settings settings =
                settings(Map.of("numBeams", "4", "maxNewTokens", "3"))
                        .with(GenerationSettings.EOS_TOKEN_ID, List.of(1, 2, 3, 4, 5))
                        .with(GenerationSettings.NUM_RETURN_SEQUENCES, 4);
        GeneratedTexts texts = generate(settings, 2);
        assertThat(texts.sequences()).hasDimensions(4, texts.sequences()[0].length);
        assertThat(texts.sequences()[0]).startsWith(2, 3);
    }

    /** All ruled out: PyTorch's argmax takes the first. */
    @Test
    void goesOnWhereNothingMayCome() {
        Settings none =
                settings(Map.of("suppressTokens", "[0, 1, 2, 3, 4, 5]", "maxNewTokens", "2"));
        assertThat(generate(none, 3).sequences()[0]).containsExactly(3, 0, 0);
    }

    @Test
    void endsWhenInterruptedAndTellsEachToken() {
        List<Long> told = new ArrayList<>();
        Settings settings = settings(Map.of());
        TextGenerator generator =
                new TextGenerator(
                        settings,
                        1,
                        (row, token) -> {
                            told.add(token);
                            Thread.currentThread().interrupt();
                        });
        Counting predictor = new Counting();
        assertThatThrownBy(() -> generator.generate(predictor, new long[][] {{1}}, null))
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(told).containsExactly(2L);
        assertThat(predictor.reads).isEqualTo(2);
    }

    /** Time that is up ends each text with the token that is computed, whatever the search. */
    @Test
    void endsWhenTimeIsUp() {
        for (String beams : List.of("1", "3")) {
            Settings settings = settings(Map.of("maxTime", "0", "numBeams", beams));
            assertThat(generate(settings, 1).sequences()[0]).containsExactly(1, 2);
        }
        Settings ages = settings(Map.of("maxTime", "1e300"));
        assertThat(generate(ages, 2).sequences()[0]).containsExactly(2, 3, 4, 5);
    }

    @Test
    void whatAListenerThrowsEndsGeneration() {
        TextGenerator generator =
                new TextGenerator(
                        settings(Map.of("numBeams", "2")),
                        1,
                        (row, token) -> {
                            throw new IllegalStateException("enough");
                        });
        assertThatThrownBy(() -> generator.generate(new Counting(), new long[][] {{1}}, null))
                .hasMessage("enough");
    }

    /** Prompts are searched apart, and end at different times. */
    @Test
    void fillsUpWhatEndsEarlier() {
        Settings settings = settings(Map.of()).with(GenerationSettings.PAD_TOKEN_ID, 0);
        long[][] prompts = {{4}, {2}};
        long[][] texts =
                new TextGenerator(settings, 1).generate(new Counting(), prompts, null).sequences();
        assertThat(texts[0]).containsExactly(4, 5, 0, 0);
        assertThat(texts[1]).containsExactly(2, 3, 4, 5);
        Settings beams = settings.with(GenerationSettings.NUM_BEAMS, 2);
        long[][] searched =
                new TextGenerator(beams, 1).generate(new Counting(), prompts, null).sequences();
        // Padding of 0 counts as none in a search, as in transformers.
        assertThat(searched[0]).containsExactly(4, 5, 5, 5);
        assertThat(Arrays.equals(searched[1], texts[1])).isTrue();
    }
}
