/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training.evaluator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Exact match and F1 of answers to questions, as the evaluation script of <a
 * href="https://arxiv.org/abs/1806.03822">SQuAD 2.0</a> counts them: case, punctuation, English
 * articles and blanks don't matter, and of several right answers the nearest counts.
 *
 * <p>Where there is no answer, the right one is the empty text.
 */
public final class AnswerScores {

    private static final Pattern PUNCTUATION = Pattern.compile("\\p{Punct}");
    private static final Pattern ARTICLES =
            Pattern.compile("\\b(a|an|the)\\b", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern BLANKS = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

    private double exact;
    private double f1;
    private long count;

    /** Begins with nothing counted. */
    public AnswerScores() {}

    /**
     * Counts an answer.
     *
     * @param answer the answer that was given
     * @param right those that are right; none if the text doesn't answer the question
     */
    public void add(String answer, List<String> right) {
        // As the script does: answers that are nothing but articles and punctuation don't count.
        List<String> proper = right.stream().filter(gold -> !normalize(gold).isEmpty()).toList();
        List<String> golds = proper.isEmpty() ? List.of("") : proper;
        exact += golds.stream().mapToDouble(gold -> exactMatch(answer, gold)).max().orElse(0);
        f1 += golds.stream().mapToDouble(gold -> f1(answer, gold)).max().orElse(0);
        count++;
    }

    /**
     * {@return what part of the answers is right, from 0 to 1 (the script gives percentages); NaN
     * before the first}
     */
    public double exactMatch() {
        return exact / count;
    }

    /**
     * {@return the mean over the answers of how much of their words is right, from 0 to 1; NaN
     * before the first}
     */
    public double f1() {
        return f1 / count;
    }

    /**
     * Compares an answer.
     *
     * @param answer the answer that was given
     * @param right the right one
     * @return 1 if they are the same after normalisation, otherwise 0
     */
    static double exactMatch(String answer, String right) {
        return normalize(answer).equals(normalize(right)) ? 1 : 0;
    }

    /** The F1 of the words that an answer has in common with the right one. */
    static double f1(String answer, String right) {
        List<String> given = words(answer);
        List<String> wanted = words(right);
        if (given.isEmpty() || wanted.isEmpty()) {
            return given.equals(wanted) ? 1 : 0;
        }
        List<String> rest = new ArrayList<>(wanted);
        long common = given.stream().filter(rest::remove).count();
        return new Counts(common, given.size() - common, wanted.size() - common).f1();
    }

    private static List<String> words(String text) {
        String normalized = normalize(text);
        return normalized.isEmpty() ? List.of() : Arrays.asList(normalized.split(" ", -1));
    }

    static String normalize(String text) {
        String plain = PUNCTUATION.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("");
        String bare = ARTICLES.matcher(plain).replaceAll(" ");
        return BLANKS.matcher(bare).replaceAll(" ").strip();
    }
}
