/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.search;

/**
 * A text to be searched.
 *
 * @param title what it is called in the output
 * @param text the whole text
 */
public record Document(String title, String text) {

    /** Counts words as a word processor does: by the spaces between them. */
    int words() {
        return text.strip().split("\\s+").length;
    }
}
