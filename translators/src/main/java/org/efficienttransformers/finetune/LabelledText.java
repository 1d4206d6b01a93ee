/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune;

import java.util.Objects;

/**
 * A text and what it is.
 *
 * @param text the text
 * @param label its label
 * @param where where it was read, for messages, such as {@code line 12 of train.csv}
 */
public record LabelledText(String text, String label, String where) {

    /** Checks that nothing is missing. */
    public LabelledText {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(where, "where");
    }
}
