/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.run;

import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.tokenizer.TextTokenizer;

/**
 * What a new model must know of its ids.
 *
 * @param size the number of ids
 * @param pad the id of padding
 * @param begin the id that texts begin with
 * @param end the id that texts end with
 */
public record Vocabulary(int size, int pad, int begin, int end) {

    /**
     * Looks at a tokenizer.
     *
     * @param tokenizer the tokenizer
     * @return what a new model must know of it
     * @throws BadInputException if it doesn't pad, or doesn't mark ends
     */
    public static Vocabulary of(TextTokenizer tokenizer) {
        int[] prefix = tokenizer.single().prefix();
        int[] suffix = tokenizer.single().suffix();
        if (tokenizer.specialTokens().pad() == null || prefix.length == 0 || suffix.length == 0) {
            throw new BadInputException(
                    "%s has no padding token, or puts nothing before and after a"
                            + " text; a new model needs a tokenizer that does, as BERT's or"
                            + " RoBERTa's.",
                    tokenizer.source());
        }
        return new Vocabulary(
                tokenizer.vocabSize(),
                tokenizer.specialTokens().pad().id(),
                prefix[0],
                suffix[suffix.length - 1]);
    }
}
