/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task;

import static org.efficienttransformers.settings.Require.require;

import java.util.List;
import org.efficienttransformers.finetune.LabelledText;

/**
 * A text of words, each with a label: {@code O}, {@code B-TYPE} or {@code I-TYPE}.
 *
 * @param words the words, one or more, none of them blank
 * @param where where the text begins, for messages, such as {@code line 12 of train.conll}
 */
public record LabelledWords(List<LabelledText> words, String where) {

    /** Copies the words. */
    public LabelledWords {
        words = List.copyOf(words);
        require(!words.isEmpty(), "There is no word in %s.", where);
    }
}
