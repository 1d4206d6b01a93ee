/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.efficienttransformers.sentence.PoolingMode;

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
            "100, or what the model has room for if that is less",
            "how many tokens to add at most"),

    /** How much chance there is in what is added. */
    TEMPERATURE(
            "temperature",
            "a number of 0 or more",
            "0",
            "0 for the most probable token, 1 to draw one by its probability, less for less chance"),

    /** Of which tokens one is drawn. */
    TOP_P(
            "topP",
            "a number above 0, at most 1",
            "1",
            "draw from the most probable tokens whose probabilities sum to this"),

    /** What is drawn. */
    SEED("seed", "a whole number of 0 or more", "another in each call", "draw the same again"),

    /** Whether to give the prompt, too. */
    RETURN_FULL_TEXT(
            "returnFullText", "true, false", "true", "give the text with what is added to it");

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
