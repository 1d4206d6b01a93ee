/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task.question;

import java.util.List;

/**
 * A question about a text.
 *
 * @param text the question
 * @param context the text that may hold the answer
 * @param answers what is right, the first to be learnt; empty if the context has no answer
 * @param where where it was read, for messages, such as {@code line 12 of train.jsonl}
 */
public record Question(String text, String context, List<Span> answers, String where) {

    /**
     * A part of the context.
     *
     * @param text the part
     * @param start where it begins, in Java's chars
     */
    public record Span(String text, int start) {

        /** {@return the place after its last char} */
        public int end() {
            return start + text.length();
        }
    }

    /** Copies the list. */
    public Question {
        answers = List.copyOf(answers);
    }
}
