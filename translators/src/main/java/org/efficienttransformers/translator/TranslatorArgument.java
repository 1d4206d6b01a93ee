/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.efficienttransformers.generate.GenerationSettings;
import org.efficienttransformers.sentence.PoolingMode;
import org.efficienttransformers.settings.Setting;

/** The arguments that a Criteria may have for the translators. */
public enum TranslatorArgument {

    /** The longest text in tokens, special ones included. */
    MAX_LENGTH(
            "maxLength",
            "a whole number of 1 or more",
            "what the model takes, or `model_max_length` of tokenizer_config.json if that is less;"
                    + " in a folder of sentence-transformers its `max_seq_length`",
            "the longest text in tokens, special ones included"),

    /** Whether to cut longer texts. */
    TRUNCATION("truncation", "true, false", "false", "cut longer texts"),

    /** The overlap of windows. */
    STRIDE(
            "stride",
            "a whole number of 0 or more, less than a window has room for",
            "none",
            "cut longer texts into windows that overlap by so many tokens, and combine their"
                    + " answers"),

    /** How many answers to give. */
    TOP_K(
            "topK",
            "a whole number of 1 or more",
            "5",
            "how many answers to give; in text generation, how many tokens to draw from, by default"
                    + " all"),

    /** What makes probabilities of logits. */
    FUNCTION_TO_APPLY(
            "functionToApply",
            "default, softmax, sigmoid, none",
            "default",
            "what makes probabilities of logits; by default what config.json" + " asks for"),

    /** How hidden states become an embedding. */
    POOLING(
            "pooling",
            "one or more of " + PoolingMode.names() + ", separated by commas",
            "what the folder's modules.json says, or mean",
            "how hidden states become an embedding; the vectors of several are joined"),

    /** Whether to scale embeddings to length 1. */
    NORMALIZE(
            "normalize",
            "true, false",
            "what the folder's modules.json says, or false",
            "scale embeddings to length 1, after all else"),

    /** How many numbers of an embedding to give. */
    DIMENSIONS(
            "dimensions",
            "a whole number of 1 or more, at most what the model gives",
            "all",
            "give so many numbers of an embedding, the first ones: of a model trained for it"
                    + " (Matryoshka) they are a smaller embedding"),

    /** What stands before each text. */
    PROMPT(
            "prompt",
            "a text",
            "the folder's default prompt, if it has one",
            "what stands before each text, or before the first of a pair"),

    /** The prompt of the folder that stands before each text. */
    PROMPT_NAME(
            "promptName",
            "a name in config_sentence_transformers.json",
            "`default_prompt_name` there",
            "the prompt of the folder that stands before each text"),

    /** How labelled tokens become entities. */
    AGGREGATION_STRATEGY(
            "aggregationStrategy",
            "none, simple, first, average, max",
            "none",
            "how labelled tokens become entities"),

    /** Labels to leave out. */
    IGNORE_LABELS("ignoreLabels", "labels, separated by commas", "O", "labels to leave out"),

    /** The longest answer in tokens. */
    MAX_ANSWER_LENGTH(
            "maxAnswerLength", "a whole number of 1 or more", "15", "the longest answer in tokens"),

    /** Whether a text may have no answer. */
    NO_ANSWER("noAnswer", "true, false", "false", "allow that the text has no answer"),

    /** How many tokens to add. */
    MAX_NEW_TOKENS(
            "maxNewTokens",
            "a whole number of 1 or more",
            "100, or what the model has room for if that is less; of summaries what"
                    + " generation_config.json says, else 20",
            "how many tokens to add at most"),

    /** How much chance there is in what is added. */
    TEMPERATURE(
            "temperature",
            "a number of 0 or more",
            "0",
            "0 for the most probable token, 1 to draw one by its probability, lower is less random"),

    /** Of which tokens one is drawn. */
    TOP_P(
            "topP",
            "a number from 0 to 1",
            "1",
            "draw from the most probable tokens whose probabilities sum to this"),

    /** See {@link GenerationSettings#MAX_LENGTH}. */
    MAX_GENERATED_LENGTH(GenerationSettings.MAX_LENGTH),

    /** See {@link GenerationSettings#MIN_LENGTH}. */
    MIN_LENGTH(GenerationSettings.MIN_LENGTH),

    /** See {@link GenerationSettings#MIN_NEW_TOKENS}. */
    MIN_NEW_TOKENS(GenerationSettings.MIN_NEW_TOKENS),

    /** See {@link GenerationSettings#MAX_TIME}. */
    MAX_TIME(GenerationSettings.MAX_TIME),

    /** See {@link GenerationSettings#NUM_BEAMS}. */
    NUM_BEAMS(GenerationSettings.NUM_BEAMS),

    /** See {@link GenerationSettings#LENGTH_PENALTY}. */
    LENGTH_PENALTY(GenerationSettings.LENGTH_PENALTY),

    /** See {@link GenerationSettings#EARLY_STOPPING}. */
    EARLY_STOPPING(GenerationSettings.EARLY_STOPPING),

    /** See {@link GenerationSettings#DO_SAMPLE}. */
    DO_SAMPLE(GenerationSettings.DO_SAMPLE),

    /** See {@link GenerationSettings#MIN_P}. */
    MIN_P(GenerationSettings.MIN_P),

    /** See {@link GenerationSettings#TYPICAL_P}. */
    TYPICAL_P(GenerationSettings.TYPICAL_P),

    /** See {@link GenerationSettings#TOP_H}. */
    TOP_H(GenerationSettings.TOP_H),

    /** See {@link GenerationSettings#EPSILON_CUTOFF}. */
    EPSILON_CUTOFF(GenerationSettings.EPSILON_CUTOFF),

    /** See {@link GenerationSettings#ETA_CUTOFF}. */
    ETA_CUTOFF(GenerationSettings.ETA_CUTOFF),

    /** See {@link GenerationSettings#REPETITION_PENALTY}. */
    REPETITION_PENALTY(GenerationSettings.REPETITION_PENALTY),

    /** See {@link GenerationSettings#ENCODER_REPETITION_PENALTY}. */
    ENCODER_REPETITION_PENALTY(GenerationSettings.ENCODER_REPETITION_PENALTY),

    /** See {@link GenerationSettings#NO_REPEAT_NGRAM_SIZE}. */
    NO_REPEAT_NGRAM_SIZE(GenerationSettings.NO_REPEAT_NGRAM_SIZE),

    /** See {@link GenerationSettings#ENCODER_NO_REPEAT_NGRAM_SIZE}. */
    ENCODER_NO_REPEAT_NGRAM_SIZE(GenerationSettings.ENCODER_NO_REPEAT_NGRAM_SIZE),

    /** See {@link GenerationSettings#BAD_WORDS_IDS}. */
    BAD_WORDS_IDS(GenerationSettings.BAD_WORDS_IDS),

    /** See {@link GenerationSettings#SUPPRESS_TOKENS}. */
    SUPPRESS_TOKENS(GenerationSettings.SUPPRESS_TOKENS),

    /** See {@link GenerationSettings#BEGIN_SUPPRESS_TOKENS}. */
    BEGIN_SUPPRESS_TOKENS(GenerationSettings.BEGIN_SUPPRESS_TOKENS),

    /** See {@link GenerationSettings#FORCED_BOS_TOKEN_ID}. */
    FORCED_BOS_TOKEN_ID(GenerationSettings.FORCED_BOS_TOKEN_ID),

    /** See {@link GenerationSettings#FORCED_EOS_TOKEN_ID}. */
    FORCED_EOS_TOKEN_ID(GenerationSettings.FORCED_EOS_TOKEN_ID),

    /** See {@link GenerationSettings#EXPONENTIAL_DECAY_LENGTH_PENALTY}. */
    EXPONENTIAL_DECAY_LENGTH_PENALTY(GenerationSettings.EXPONENTIAL_DECAY_LENGTH_PENALTY),

    /** See {@link GenerationSettings#RENORMALIZE_LOGITS}. */
    RENORMALIZE_LOGITS(GenerationSettings.RENORMALIZE_LOGITS),

    /** How many tokens see all. */
    GLOBAL_TOKENS(
            "globalTokens",
            "a whole number of 0 or more",
            "1",
            "how many tokens at the beginning see all and are seen by all, where the model has such"),

    /** What is drawn. */
    SEED("seed", "a whole number of 0 or more", "another in each call", "draw the same again"),

    /** Whether to give the prompt, too. */
    RETURN_FULL_TEXT(
            "returnFullText", "true, false", "true", "give the text with what is added to it");

    private static final EnumSet<TranslatorArgument> GENERATION =
            EnumSet.range(MAX_NEW_TOKENS, SEED);

    private final String key;
    private final String allowed;
    private final String defaultValue;
    private final String meaning;

    TranslatorArgument(String key, String allowed, String defaultValue, String meaning) {
        this.key = key;
        this.allowed = allowed;
        this.defaultValue = defaultValue;
        this.meaning = meaning;
    }

    TranslatorArgument(Setting<?> setting) {
        this(
                setting.argument(),
                setting.allowed(),
                says(setting.defaultValue()),
                setting.meaning());
    }

    private static String says(Object defaultValue) {
        String text = defaultValue == null ? "" : defaultValue.toString();
        return text.isEmpty() || text.equals("[]")
                ? "none"
                : text.toLowerCase(Locale.ROOT).replaceFirst("\\.0$", "");
    }

    /** The arguments of generation, and others. */
    static Set<TranslatorArgument> ofGeneration(TranslatorArgument other) {
        EnumSet<TranslatorArgument> all = EnumSet.copyOf(GENERATION);
        all.remove(GLOBAL_TOKENS);
        all.add(TOP_K);
        all.add(other);
        return all;
    }

    /**
     * Returns the name that {@code Criteria.optArgument} takes.
     *
     * @return such as {@code topK}
     */
    public String key() {
        return key;
    }

    /**
     * Returns the values that are allowed.
     *
     * @return such as {@code true, false}
     */
    public String allowed() {
        return allowed;
    }

    /**
     * Returns what holds where the argument isn't given.
     *
     * @return such as {@code 5}
     */
    public String defaultValue() {
        return defaultValue;
    }

    /**
     * Returns what the argument does.
     *
     * @return such as {@code how many answers to give}
     */
    public String meaning() {
        return meaning;
    }

    /**
     * Returns the names of all.
     *
     * @return the keys
     */
    public static Set<String> names() {
        return Arrays.stream(values())
                .map(TranslatorArgument::key)
                .collect(Collectors.toUnmodifiableSet());
    }
}
