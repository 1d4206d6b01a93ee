/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

import java.util.Arrays;

/**
 * The tokens of one text, without those that mark beginning and end.
 *
 * <p>The arrays belong to the caller and are parallel. Offsets count chars of the text, so that
 * {@code text.substring(starts[i], ends[i])} is what token i stands for; it is empty where a token
 * stands for a space that the tokenizer doesn't count, and the same for tokens that share a
 * character, as the bytes of an emoji do.
 *
 * @param text the text
 * @param ids the index of each token in the vocabulary
 * @param starts where the token begins in the text
 * @param ends where it ends, exclusive
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and lists would box each token
public record EncodedText(String text, int[] ids, int[] starts, int[] ends) {

    /** {@return the number of tokens, 0 for an empty text} */
    public int length() {
        return ids.length;
    }

    /**
     * Returns the tokens from one index to another.
     *
     * @param from the first token
     * @param to the one after the last
     * @return a copy, its offsets still those of the whole text
     */
    public EncodedText slice(int from, int to) {
        return new EncodedText(
                text,
                Arrays.copyOfRange(ids, from, to),
                Arrays.copyOfRange(starts, from, to),
                Arrays.copyOfRange(ends, from, to));
    }
}
