/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task.question;

/**
 * The best answer to a question over all windows of its context: spans compare by the sum of the
 * logits of their first and last token, and with that of the first token of a window, which stands
 * for no answer.
 */
final class BestSpan {

    private final int maxLength;
    private int start;
    private int end;
    private double logits = Double.NEGATIVE_INFINITY;
    private double noAnswer = Double.POSITIVE_INFINITY;

    /** Begins with nothing seen; answers have at most so many tokens. */
    BestSpan(int maxLength) {
        this.maxLength = maxLength;
    }

    /**
     * Looks at a window.
     *
     * @param window the window
     * @param starts the logits of its tokens as the first of an answer
     * @param ends the logits of its tokens as the last of an answer
     * @param row where the window's logits begin in these arrays
     */
    void see(QuestionWindows.Window window, float[] starts, float[] ends, int row) {
        int count = window.context().length();
        int place = row + window.offset();
        noAnswer = Math.min(noAnswer, (double) starts[row] + ends[row]);
        for (int i = 0; i < count; i++) {
            for (int j = i; j < Math.min(count, i + maxLength); j++) {
                double sum = (double) starts[place + i] + ends[place + j];
                if (sum > logits) {
                    logits = sum;
                    start = window.context().starts()[i];
                    end = window.context().ends()[j];
                }
            }
        }
    }

    /**
     * Returns the answer.
     *
     * @param context the whole context
     * @param mayBeNone whether there may be no answer
     * @return a part of the context, or an empty text for no answer
     */
    String answer(String context, boolean mayBeNone) {
        return mayBeNone && noAnswer > logits ? "" : context.substring(start, end);
    }
}
