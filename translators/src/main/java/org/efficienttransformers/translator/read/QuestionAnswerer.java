/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.read;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.modality.nlp.qa.QAInput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.efficienttransformers.tokenizer.EncodedText;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.efficienttransformers.translator.Answer;
import org.efficienttransformers.translator.TranslatorArguments;
import org.efficienttransformers.translator.task.Example;
import org.efficienttransformers.translator.task.Outputs;
import org.efficienttransformers.translator.task.Task;
import org.efficienttransformers.translator.task.TaskContext;
import org.efficienttransformers.translator.window.Window;
import org.efficienttransformers.translator.window.WindowPlanner;
import org.efficienttransformers.translator.window.WindowPlanner.Globals;

/**
 * Finds the spans of a context that answer a question: those whose first and last token have the
 * highest logits, as {@code QuestionAnsweringPipeline} of transformers 4 does without {@code
 * align_to_words}.
 *
 * <p>All windows of a longer context are one distribution: spans of different windows compare by
 * their logits, as the authors of BERT do, and probabilities are over the tokens of all. The tokens
 * of the question are global where the model has such, whatever separates question and context.
 *
 * @param <O> Answer, or its text
 */
public final class QuestionAnswerer<O> implements Task<QAInput, O> {

    private final TextTokenizer tokenizer;
    private final WindowPlanner planner;
    private final int topK;
    private final int maxAnswerLength;
    private final boolean noAnswer;
    private final boolean firstTokenCounts;
    private final Function<Answer, O> form;

    private QuestionAnswerer(TaskContext context, Function<Answer, O> form) {
        tokenizer = context.tokenizer();
        planner = context.planner();
        topK = context.get(TranslatorArguments.TOP_K);
        maxAnswerLength = context.get(TranslatorArguments.MAX_ANSWER_LENGTH);
        noAnswer = context.get(TranslatorArguments.NO_ANSWER);
        this.form = form;
        firstTokenCounts = tokenizer.pair().prefix().length > 0;
        require(
                !noAnswer || firstTokenCounts,
                "noAnswer is true, but %s puts no token before the question, whose logits would"
                        + " say that there is no answer.",
                tokenizer.source());
    }

    public static QuestionAnswerer<Answer> ofAnswers(TaskContext context) {
        return new QuestionAnswerer<>(context, answer -> answer);
    }

    public static QuestionAnswerer<String> ofTexts(TaskContext context) {
        return new QuestionAnswerer<>(context, Answer::text);
    }

    @Override
    public Example<O> begin(QAInput input) {
        EncodedText question = tokenizer.encode(input.getQuestion());
        EncodedText context = tokenizer.encode(input.getParagraph());
        require(question.length() > 0, "The question is empty; ask one.");
        require(
                context.length() > 0,
                "The context is empty; give the text that may hold the answer.");
        return new Context(
                context, planner.cutSecond(question, context, "question", Globals.FIRST_TEXT));
    }

    /** A context that is searched. */
    private final class Context implements Example<O> {

        private final EncodedText text;
        private final List<Window> windows;
        private final LogSum starts = new LogSum();
        private final LogSum ends = new LogSum();
        private final List<Candidate> best = new ArrayList<>();
        private double noAnswerLogits = Double.POSITIVE_INFINITY;

        Context(EncodedText text, List<Window> windows) {
            this.text = text;
            this.windows = windows;
        }

        @Override
        public List<Window> windows() {
            return windows;
        }

        @Override
        public void accept(Window window, Outputs outputs) {
            float[] start = outputs.perSequence("start_logits");
            float[] end = outputs.perSequence("end_logits");
            int from = window.placeOf(window.part().from());
            int to = window.placeOf(window.part().to());
            for (int i = from; i < to; i++) {
                starts.add(start[i]);
                ends.add(end[i]);
            }
            if (firstTokenCounts) {
                // The reference leaves the first token, which stands for no answer, in the sum.
                starts.add(start[0]);
                ends.add(end[0]);
                noAnswerLogits = Math.min(noAnswerLogits, (double) start[0] + end[0]);
            }
            int shift = window.part().from() - from;
            for (int i = from; i < to; i++) {
                for (int j = i; j < Math.min(to, (long) i + maxAnswerLength); j++) {
                    offer(i + shift, j + shift, (double) start[i] + end[j]);
                }
            }
        }

        /** Keeps a span if it is among the best, once for the same chars. */
        private void offer(int first, int last, double logits) {
            if (best.size() == topK && best.get(topK - 1).logits >= logits) {
                return;
            }
            int start = text.starts()[first];
            int end = text.ends()[last];
            for (Candidate known : best) {
                if (known.start == start && known.end == end) {
                    if (known.logits >= logits) {
                        return;
                    }
                    best.remove(known);
                    break;
                }
            }
            int place = best.size();
            while (place > 0 && best.get(place - 1).logits < logits) {
                place--;
            }
            best.add(place, new Candidate(start, end, logits));
            if (best.size() > topK) {
                best.remove(topK);
            }
        }

        @Override
        public O answer() {
            List<Answer.Span> spans = new ArrayList<>();
            for (Candidate span : best) {
                String cut = text.text().substring(span.start, span.end);
                spans.add(new Answer.Span(cut, span.start, span.end, score(span.logits)));
            }
            if (noAnswer) {
                spans.add(new Answer.Span("", 0, 0, score(noAnswerLogits)));
                spans.sort(Comparator.comparingDouble(Answer.Span::score).reversed());
            }
            return form.apply(Answer.of(spans.subList(0, Math.min(topK, spans.size()))));
        }

        private double score(double logits) {
            return Math.exp(logits - starts.get() - ends.get());
        }
    }

    /** A span of chars. */
    private record Candidate(int start, int end, double logits) {}

    /** The logarithm of a growing sum of exponentials. */
    private static final class LogSum {

        private double max = Double.NEGATIVE_INFINITY;
        private double sum;

        void add(double logit) {
            if (logit > max) {
                sum *= Math.exp(max - logit);
                max = logit;
            }
            sum += Math.exp(logit - max);
        }

        double get() {
            return max + Math.log(sum);
        }
    }
}
