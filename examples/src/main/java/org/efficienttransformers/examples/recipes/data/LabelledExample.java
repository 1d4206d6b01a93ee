/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.data;

import java.util.List;
import org.efficienttransformers.finetune.LabelledText;

/**
 * A text, or texts that belong together, and what is to be said of them.
 *
 * @param texts the texts
 * @param labels the labels; a number as it is written
 * @param where where it was read, for messages, such as {@code line 12 of train.csv}
 */
public record LabelledExample(List<String> texts, List<String> labels, String where) {

    /** Copies the lists. */
    public LabelledExample {
        texts = List.copyOf(texts);
        labels = List.copyOf(labels);
    }

    /**
     * {@return texts and labels as one of each, several texts a line each, several labels separated
     * by commas}
     */
    public LabelledText joined() {
        return new LabelledText(String.join("\n", texts), String.join(",", labels), where);
    }
}
