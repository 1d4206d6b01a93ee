/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.description;

import java.util.EnumSet;
import java.util.Set;

/**
 * What stands on top of an encoder, and so what a model answers.
 *
 * <p>The logits of words are those of all positions, (b, n, vocabulary), or of those that the input
 * {@code logits_to_keep} asks for, (b, m, vocabulary).
 */
public enum Head {

    /** Nothing: {@code last_hidden_state}, (b, n, e), and {@code pooler_output}, (b, e). */
    BASE("Model"),

    /** {@code logits}, (b, n, vocabulary): what word may stand at each position. */
    MASKED_LM("ForMaskedLM"),

    /**
     * {@code logits}, (b, n, vocabulary): what word may follow each position. The attention must be
     * causal.
     */
    CAUSAL_LM("ForCausalLM"),

    /**
     * {@code prediction_logits}, (b, n, vocabulary), as {@link #MASKED_LM}, and {@code
     * seq_relationship_logits}, (b, 2): whether the second text follows the first (0) or is a
     * random one (1).
     */
    PRETRAINING("ForPreTraining"),

    /**
     * {@code logits}, (b, t, vocabulary): what word may follow each position of the text that the
     * decoder of an encoder-decoder writes.
     */
    CONDITIONAL_GENERATION("ForConditionalGeneration"),

    /** {@code logits}, (b, labels). */
    SEQUENCE_CLASSIFICATION("ForSequenceClassification"),

    /** {@code logits}, (b, n, labels). */
    TOKEN_CLASSIFICATION("ForTokenClassification"),

    /** {@code start_logits} and {@code end_logits}, (b, n): where an answer begins and ends. */
    QUESTION_ANSWERING("ForQuestionAnswering"),

    /** {@code logits}, (b, choices). Its inputs are (b, choices, n). */
    MULTIPLE_CHOICE("ForMultipleChoice");

    private final String suffix;

    Head(String suffix) {
        this.suffix = suffix;
    }

    /**
     * Returns how the names of such classes end in transformers, as config.json lists them in
     * {@code architectures}.
     *
     * @return such as {@code ForMaskedLM}
     */
    public String suffix() {
        return suffix;
    }

    /**
     * Returns the heads that can stand above an encoder alone.
     *
     * @return all but {@link #CONDITIONAL_GENERATION}
     */
    public static Set<Head> ofEncoders() {
        return EnumSet.complementOf(EnumSet.of(CONDITIONAL_GENERATION));
    }

    /**
     * Tells whether the answer has logits of the whole vocabulary.
     *
     * @return true for language models
     */
    public boolean scoresWords() {
        return this == MASKED_LM
                || this == CAUSAL_LM
                || this == PRETRAINING
                || this == CONDITIONAL_GENERATION;
    }
}
