/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

/** How labelled tokens become entities: the strategies of transformers' pipeline. */
public enum AggregationStrategy {
    /** Not at all: each token is an entity. */
    NONE,
    /** Neighbours of the same label are one entity. */
    SIMPLE,
    /** As simple, with one label for each word: that of its first token. */
    FIRST,
    /** As simple, with one label for each word: that of the highest mean probability. */
    AVERAGE,
    /** As simple, with one label for each word: that of its most certain token. */
    MAX;

    /** {@return whether words are labelled, and not tokens} */
    public boolean byWords() {
        return this != NONE && this != SIMPLE;
    }
}
