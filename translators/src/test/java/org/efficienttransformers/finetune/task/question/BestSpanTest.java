/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task.question;

import static org.assertj.core.api.Assertions.assertThat;

import org.efficienttransformers.finetune.task.question.QuestionWindows.Window;
import org.efficienttransformers.tokenizer.EncodedText;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The best span of several windows, and whether SQuAD's script would rather give none. */
class BestSpanTest {

    private static final String CONTEXT = "a b c d ";

    /** Two tokens of the context after a first token and one of the question. */
    private static Window window(int from) {
        return new Window(
                0,
                new int[4],
                null,
                0,
                2,
                new EncodedText(
                        CONTEXT,
                        new int[2],
                        new int[] {2 * from, 2 * from + 2},
                        new int[] {2 * from + 1, 2 * from + 3}));
    }

    /** Transformers' qa_utils keeps the window whose first token says so least. */
    @ParameterizedTest
    @CsvSource({"9, 1, c", "1, 9, c", "9, 9, ''", "3, 9, c"})
    void thereIsNoAnswerIfEachWindowSaysSo(float first, float second, String answer) {
        BestSpan best = new BestSpan(2);
        best.see(window(0), new float[] {first, 9, 1, 1}, new float[] {first, 9, 1, 1}, 0);
        best.see(window(2), new float[] {second, 9, 4, 1}, new float[] {second, 9, 4, 1}, 0);
        assertThat(best.answer(CONTEXT, true)).isEqualTo(answer);
        assertThat(best.answer(CONTEXT, false)).isEqualTo("c");
    }

    @ParameterizedTest
    @CsvSource({"1, b", "2, a b"})
    void answersHaveAtMostSoManyTokens(int most, String answer) {
        BestSpan best = new BestSpan(most);
        // A row of zeros comes first, as of another window in the batch.
        float[] starts = {0, 0, 0, 0, 0, 9, 5, 3};
        float[] ends = {0, 0, 0, 0, 0, 9, 1, 4};
        best.see(window(0), starts, ends, 4);
        assertThat(best.answer(CONTEXT, false)).isEqualTo(answer);
    }
}
