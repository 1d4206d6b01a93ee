/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

/**
 * The special tokens of a tokenizer that the tasks need by name. Each is null if there is none.
 *
 * @param pad fills up the shorter texts of a batch
 * @param mask stands for a word to be found
 * @param unknown stands for what isn't in the vocabulary
 */
public record SpecialTokens(SpecialToken pad, SpecialToken mask, SpecialToken unknown) {

    /**
     * A special token.
     *
     * @param content how it is written
     * @param id its index in the vocabulary
     */
    public record SpecialToken(String content, int id) {}
}
