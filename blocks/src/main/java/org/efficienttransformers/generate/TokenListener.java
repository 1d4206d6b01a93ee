/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.generate;

/** Hears of tokens as soon as nothing can change them any more. */
@FunctionalInterface
public interface TokenListener {

    /** Hears nothing. */
    TokenListener NONE = (row, token) -> {};

    /**
     * Is told a token.
     *
     * @param row the number of the prompt, from 0; of several texts for it the best is told
     * @param token the next token of its text, padding left out
     */
    void accept(int row, long token);
}
