/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.generate;

import static org.efficienttransformers.settings.Require.require;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;

/**
 * What generation can be asked for: the settings of transformers' {@code GenerationConfig}, under
 * its names and with its defaults, that {@link TextGenerator} knows.
 */
public final class GenerationSettings {

    /** How many tokens a text may have, those of its prompt included. */
    public static final Setting<Integer> MAX_LENGTH =
            Setting.integer(
                            "max_length",
                            null,
                            1,
                            "how many tokens the text may have, with those that it begins with")
                    .as("maxGeneratedLength");

    /** How many tokens may be added. */
    public static final Setting<Integer> MAX_NEW_TOKENS =
            Setting.integer("max_new_tokens", null, 1, "how many tokens to add at most");

    /** How many tokens a text must have. */
    public static final Setting<Integer> MIN_LENGTH =
            Setting.integer(
                    "min_length",
                    0,
                    0,
                    "how many tokens the text must have, with those that it begins with");

    /** How many tokens must be added. */
    public static final Setting<Integer> MIN_NEW_TOKENS =
            Setting.integer("min_new_tokens", null, 0, "how many tokens to add at least");

    /** How many seconds generation may take. */
    public static final Setting<Double> MAX_TIME =
            Setting.number(
                    "max_time", null, 0, "after how many seconds to stop, with the text so far");

    /** How many beams a search keeps. */
    public static final Setting<Integer> NUM_BEAMS =
            Setting.integer("num_beams", 1, 1, "how many texts a beam search keeps; 1 for none");

    /** How many texts to return. */
    public static final Setting<Integer> NUM_RETURN_SEQUENCES =
            Setting.integer("num_return_sequences", 1, 1, "how many texts to return of each")
                    .configOnly();

    /** The exponent of the length that scores of beams are divided by. */
    public static final Setting<Double> LENGTH_PENALTY =
            Setting.number(
                    "length_penalty",
                    1.0,
                    "a number",
                    number -> true,
                    "the exponent of the length by which a beam's score is divided: more for longer"
                            + " texts");

    /** When a beam search ends. */
    public static final Setting<EarlyStopping> EARLY_STOPPING =
            Setting.choice(
                    "early_stopping",
                    EarlyStopping.FALSE,
                    "when a beam search ends: true with the first numBeams texts, false when no"
                            + " better one is likely, never when none is possible");

    /** Whether tokens are drawn. */
    public static final Setting<Boolean> DO_SAMPLE =
            Setting.bool("do_sample", false, "draw tokens by their probabilities");

    /** What logits are divided by before tokens are drawn. */
    public static final Setting<Double> TEMPERATURE =
            Setting.number(
                    "temperature", 1.0, 0, "lower is less random; 0 only where nothing is drawn");

    /** Of how many tokens one is drawn. */
    public static final Setting<Integer> TOP_K =
            Setting.integer("top_k", 50, 0, "draw from so many tokens; 0 for all");

    /** The probability of the tokens of which one is drawn. */
    public static final Setting<Double> TOP_P =
            share("top_p", 1.0, "draw from the fewest tokens whose probabilities sum to this");

    /** The share of the best token's probability that others must have. */
    public static final Setting<Double> MIN_P =
            share(
                    "min_p",
                    null,
                    "draw from tokens that have at least this share of the best one's probability");

    /** The probability of the most typical tokens. */
    public static final Setting<Double> TYPICAL_P =
            share(
                    "typical_p",
                    1.0,
                    "draw from the most typical tokens whose probabilities sum to this");

    /** The share of the entropy that the kept tokens have. */
    public static final Setting<Double> TOP_H =
            share("top_h", null, "draw from the best tokens up to this share of the entropy");

    /** The least probability. */
    public static final Setting<Double> EPSILON_CUTOFF =
            share("epsilon_cutoff", 0.0, "draw from tokens of at least this probability");

    /** The least probability, lower where many are alike. */
    public static final Setting<Double> ETA_CUTOFF =
            share(
                    "eta_cutoff",
                    0.0,
                    "draw from tokens of at least this probability, less where many are alike");

    /** What scores of tokens that were used are divided by. */
    public static final Setting<Double> REPETITION_PENALTY =
            positive("repetition_penalty", 1.0, "above 1 for less of what the text has already");

    /** What scores of tokens that the source lacks are divided by, in effect. */
    public static final Setting<Double> ENCODER_REPETITION_PENALTY =
            positive("encoder_repetition_penalty", 1.0, "above 1 for more of what the source has");

    /** Of how many tokens no sequence may come twice. */
    public static final Setting<Integer> NO_REPEAT_NGRAM_SIZE =
            Setting.integer(
                    "no_repeat_ngram_size",
                    0,
                    0,
                    "no so many tokens in a row twice; 0 to allow it");

    /** Of how many tokens no sequence may come from the source. */
    public static final Setting<Integer> ENCODER_NO_REPEAT_NGRAM_SIZE =
            Setting.integer(
                    "encoder_no_repeat_ngram_size",
                    0,
                    0,
                    "no so many tokens in a row from the source; 0 to allow it");

    /** Sequences that may not come. */
    public static final Setting<List<List<Integer>>> BAD_WORDS_IDS =
            new Setting<>(
                    "badWordsIds",
                    "bad_words_ids",
                    GenerationSettings::sequences,
                    List.of(),
                    "lists of tokens, such as [[17], [20, 21]]",
                    "sequences of tokens that may not come");

    /** What is added to scores of tokens that complete sequences. */
    public static final Setting<Map<List<Integer>, Double>> SEQUENCE_BIAS =
            new Setting<>(
                    null,
                    "sequence_bias",
                    GenerationSettings::biases,
                    Map.of(),
                    "lists of a list of tokens and a number",
                    "what is added to the score of a token that completes a sequence");

    /** Tokens that may not come. */
    public static final Setting<List<Integer>> SUPPRESS_TOKENS =
            tokens("suppress_tokens", "tokens that may not come");

    /** Tokens that may not come first. */
    public static final Setting<List<Integer>> BEGIN_SUPPRESS_TOKENS =
            tokens("begin_suppress_tokens", "tokens that may not come first");

    /** The token that comes first. */
    public static final Setting<Integer> FORCED_BOS_TOKEN_ID =
            token("forced_bos_token_id", "the token that comes first");

    /** The tokens that may come last. */
    public static final Setting<List<Integer>> FORCED_EOS_TOKEN_ID =
            tokens(
                    "forced_eos_token_id",
                    "the token that a text ends with that has reached its longest");

    /** From where on, and by how much, the end is favoured. */
    public static final Setting<List<Double>> EXPONENTIAL_DECAY_LENGTH_PENALTY =
            new Setting<>(
                    "exponentialDecayLengthPenalty",
                    "exponential_decay_length_penalty",
                    GenerationSettings::startAndFactor,
                    List.of(),
                    "a whole number and a factor, such as [15, 1.6]",
                    "after how many new tokens the end is favoured, and the factor by which with"
                            + " each more");

    /** Whether scores that aren't numbers are replaced. */
    public static final Setting<Boolean> REMOVE_INVALID_VALUES =
            Setting.bool("remove_invalid_values", false, "replace scores that aren't numbers")
                    .configOnly();

    /** Whether scores become logarithms of probabilities again. */
    public static final Setting<Boolean> RENORMALIZE_LOGITS =
            Setting.bool(
                    "renormalize_logits",
                    false,
                    "make probabilities sum to 1 again where tokens were ruled out");

    /** The tokens that end a text. */
    public static final Setting<List<Integer>> EOS_TOKEN_ID =
            tokens("eos_token_id", "the tokens that end a text").configOnly();

    /** What fills up shorter texts. */
    public static final Setting<Integer> PAD_TOKEN_ID =
            token("pad_token_id", "what fills up shorter texts").configOnly();

    /** What the text of a decoder begins with. */
    public static final Setting<Integer> DECODER_START_TOKEN_ID =
            token("decoder_start_token_id", "what the text of a decoder begins with").configOnly();

    /** What the text of a decoder begins with where nothing else is said. */
    public static final Setting<Integer> BOS_TOKEN_ID =
            token("bos_token_id", "the token of the beginning").configOnly();

    /** All of them. */
    public static final List<Setting<?>> ALL =
            List.of(
                    MAX_LENGTH,
                    MAX_NEW_TOKENS,
                    MIN_LENGTH,
                    MIN_NEW_TOKENS,
                    MAX_TIME,
                    NUM_BEAMS,
                    NUM_RETURN_SEQUENCES,
                    LENGTH_PENALTY,
                    EARLY_STOPPING,
                    DO_SAMPLE,
                    TEMPERATURE,
                    TOP_K,
                    TOP_P,
                    MIN_P,
                    TYPICAL_P,
                    TOP_H,
                    EPSILON_CUTOFF,
                    ETA_CUTOFF,
                    REPETITION_PENALTY,
                    ENCODER_REPETITION_PENALTY,
                    NO_REPEAT_NGRAM_SIZE,
                    ENCODER_NO_REPEAT_NGRAM_SIZE,
                    BAD_WORDS_IDS,
                    SEQUENCE_BIAS,
                    SUPPRESS_TOKENS,
                    BEGIN_SUPPRESS_TOKENS,
                    FORCED_BOS_TOKEN_ID,
                    FORCED_EOS_TOKEN_ID,
                    EXPONENTIAL_DECAY_LENGTH_PENALTY,
                    REMOVE_INVALID_VALUES,
                    RENORMALIZE_LOGITS,
                    EOS_TOKEN_ID,
                    PAD_TOKEN_ID,
                    DECODER_START_TOKEN_ID,
                    BOS_TOKEN_ID);

    private static final int DEFAULT_NEW_TOKENS = 20;
    private static final Pattern SEQUENCE = Pattern.compile("\\[([\\d,\\s]+)\\]");
    private static final Pattern SEQUENCES =
            Pattern.compile("\\[\\s*" + SEQUENCE + "(\\s*,\\s*" + SEQUENCE + ")*\\s*\\]");

    private static final Setting<List<Double>> NUMBERS =
            Setting.list(
                    Setting.number("exponential_decay_length_penalty", null, 0, ""), List.of(), "");

    /** When a beam search ends. */
    public enum EarlyStopping {
        /** When no running beam, at its length so far, beats the worst finished one. */
        FALSE,
        /** As soon as there are as many finished texts as beams. */
        TRUE,
        /** When no running beam, at the longest length, beats the worst finished one. */
        NEVER
    }

    private GenerationSettings() {}

    private static Setting<Double> positive(String key, Double defaultValue, String meaning) {
        return Setting.number(key, defaultValue, "a number above 0", number -> number > 0, meaning);
    }

    private static Setting<Double> share(String key, Double defaultValue, String meaning) {
        return Setting.number(
                key,
                defaultValue,
                "a number from 0 to 1",
                number -> number >= 0 && number <= 1,
                meaning);
    }

    private static Setting<Integer> token(String key, String meaning) {
        return Setting.integer(key, null, 0, meaning);
    }

    private static Setting<List<Integer>> tokens(String key, String meaning) {
        return Setting.list(token(key, meaning), List.of(), "a token, or a list of tokens");
    }

    private static List<List<Integer>> sequences(Object value) {
        List<List<Integer>> all = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(each -> all.add(sequence(each)));
        } else {
            require(SEQUENCES.matcher(value.toString()).matches(), "No list of lists.");
            Matcher matcher = SEQUENCE.matcher(value.toString());
            while (matcher.find()) {
                all.add(sequence(List.of(matcher.group(1).strip().split("\\s*,\\s*"))));
            }
        }
        require(!all.isEmpty(), "None.");
        return List.copyOf(all);
    }

    private static List<Integer> sequence(Object value) {
        require(value instanceof List<?> list && !list.isEmpty(), "No list.");
        return EOS_TOKEN_ID.parser().apply(value);
    }

    private static List<Double> startAndFactor(Object value) {
        List<Double> both = NUMBERS.parser().apply(value);
        require(both.size() == 2 && both.get(0) == Math.rint(both.get(0)), "Not these two.");
        return both;
    }

    private static Map<List<Integer>, Double> biases(Object value) {
        Map<List<Integer>, Double> biases = new LinkedHashMap<>();
        require(value instanceof List<?>, "No list.");
        for (Object each : (List<?>) value) {
            require(each instanceof List<?> pair && pair.size() == 2, "No pair.");
            List<?> pair = (List<?>) each;
            double bias = Double.parseDouble(String.valueOf(pair.get(1)));
            require(Double.isFinite(bias), "No number.");
            biases.put(sequence(pair.get(0)), bias);
        }
        return Map.copyOf(biases);
    }

    /** Tells whether a length is asked for, rather than some more tokens than there are. */
    static boolean isLengthAsked(Settings settings) {
        return settings.get(MAX_NEW_TOKENS) != null || settings.get(MAX_LENGTH) != null;
    }

    /**
     * Returns how long a text may get.
     *
     * @param settings what is asked for
     * @param prompt the length of its beginning
     * @return a number of tokens, those of the beginning included
     */
    static int maxLength(Settings settings, int prompt) {
        Integer added = settings.get(MAX_NEW_TOKENS);
        if (added != null) {
            return sum(prompt, added);
        }
        Integer length = settings.get(MAX_LENGTH);
        return length == null ? sum(prompt, DEFAULT_NEW_TOKENS) : length;
    }

    /**
     * Returns how long a text must get.
     *
     * @param settings what is asked for
     * @param prompt the length of its beginning
     * @return a number of tokens, those of the beginning included
     */
    static int minLength(Settings settings, int prompt) {
        Integer added = settings.get(MIN_NEW_TOKENS);
        return added == null ? settings.get(MIN_LENGTH) : sum(prompt, added);
    }

    /** However many are asked for. */
    private static int sum(int prompt, int added) {
        return (int) Math.min(Integer.MAX_VALUE, (long) prompt + added);
    }
}
