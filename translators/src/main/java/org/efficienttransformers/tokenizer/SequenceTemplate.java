/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

/**
 * The tokens that a tokenizer puts around one text, or around and between two: such as {@code <s> A
 * </s>} and {@code <s> A </s></s> B </s>}.
 *
 * @param prefix the ids before the first text
 * @param middle the ids between two texts; empty for one text
 * @param suffix the ids behind the last text
 * @param prefixTypes the token types of {@code prefix}
 * @param firstType the token type of the first text
 * @param middleTypes the token types of {@code middle}
 * @param secondType the token type of the second text
 * @param suffixTypes the token types of {@code suffix}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and lists would box each token
public record SequenceTemplate(
        int[] prefix,
        int[] middle,
        int[] suffix,
        int[] prefixTypes,
        int firstType,
        int[] middleTypes,
        int secondType,
        int[] suffixTypes) {

    /**
     * Returns how many tokens it adds.
     *
     * @return the number of tokens that belong to no text
     */
    public int addedTokens() {
        return prefix.length + middle.length + suffix.length;
    }
}
