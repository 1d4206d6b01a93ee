/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task.question;

import static org.efficienttransformers.settings.Require.require;

import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.finetune.Trainee;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.tokenizer.EncodedText;
import org.efficienttransformers.tokenizer.SequenceTemplate;
import org.efficienttransformers.tokenizer.TextTokenizer;

/**
 * Makes sequences of a question and its context; of a context that is too long, overlapping
 * windows, the same that the translator for question answering makes for the same {@code stride}.
 */
public final class QuestionWindows {

    private final TextTokenizer tokenizer;
    private final SequenceTemplate pair;
    private final int maxLength;
    private final int stride;
    private final boolean types;
    private final boolean globals;

    /**
     * A sequence.
     *
     * @param question the number of its question
     * @param ids its tokens
     * @param types their token types; null if the model takes none
     * @param globalTo the token after the last of the question, whose tokens are global; 0 if the
     *     model has no global tokens
     * @param offset where the context begins
     * @param context the tokens of the context that are in here, with their places in all of it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and lists would box each token
    public record Window(
            int question, int[] ids, int[] types, int globalTo, int offset, EncodedText context) {

        /**
         * Finds an answer.
         *
         * @param span a part of the context
         * @return its first and last token in the sequence; null if it isn't here as a whole
         */
        public int[] tokens(Question.Span span) {
            int first = -1;
            int last = -1;
            for (int i = 0; i < context.length(); i++) {
                boolean within =
                        context.ends()[i] > span.start()
                                && context.starts()[i] < span.end()
                                && context.starts()[i] < context.ends()[i];
                if (within && first < 0) {
                    first = i;
                }
                last = within ? i : last;
            }
            boolean whole =
                    first >= 0
                            && context.starts()[first] <= span.start()
                            && context.ends()[last] >= span.end();
            return whole ? new int[] {offset + first, offset + last} : null;
        }
    }

    /**
     * Prepares.
     *
     * @param trainee the model and its tokenizer
     * @param stride by how many tokens windows overlap
     */
    public QuestionWindows(Trainee trainee, int stride) {
        TransformerModel model = trainee.checkpoint().model();
        tokenizer = trainee.tokenizer();
        pair = tokenizer.pair();
        maxLength = trainee.maxLength();
        types = tokenizer.givesTokenTypes() && model.typeVocabSize() > 1;
        globals = model.hasGlobalTokens();
        this.stride = stride;
    }

    /** {@return whether there is a token in front, which stands for no answer} */
    public boolean canSayNoAnswer() {
        return pair.prefix().length > 0;
    }

    /**
     * Makes the sequences of all questions, in their order.
     *
     * @param questions the questions
     * @return their sequences
     * @throws IllegalArgumentException if a question leaves no room for its context; it is named
     */
    public List<Window> of(List<Question> questions) {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            add(i, questions.get(i), windows);
        }
        return windows;
    }

    private void add(int number, Question question, List<Window> windows) {
        EncodedText asked = tokenizer.encode(question.text());
        EncodedText context = tokenizer.encode(question.context());
        int taken = asked.length() + pair.addedTokens();
        int room = maxLength - taken;
        require(
                room > 0 && (context.length() <= room || stride < room),
                "Of the %s tokens that the model takes, the question at %s and special tokens need"
                        + " %s, so that windows of %s are left for the context; there must be more"
                        + " than the stride, %s: give a smaller one, or let the model take more.",
                maxLength,
                question.where(),
                taken,
                Math.max(0, room),
                stride);
        int from = 0;
        for (; from + room < context.length(); from += room - stride) {
            windows.add(window(number, asked, context.slice(from, from + room)));
        }
        windows.add(window(number, asked, context.slice(from, context.length())));
    }

    private Window window(int number, EncodedText asked, EncodedText context) {
        int[] ids = pair.around(asked.ids(), context.ids());
        int middle = pair.prefix().length + asked.length();
        int offset = middle + pair.middle().length;
        return new Window(
                number,
                ids,
                types ? pair.types(asked.length(), context.length()) : null,
                globals ? middle : 0,
                offset,
                context);
    }
}
