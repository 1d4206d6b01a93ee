/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training.evaluator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * ROUGE-1, ROUGE-2 and ROUGE-L of summaries (<a href="https://aclanthology.org/W04-1013">Lin,
 * 2004</a>), as Python's rouge-score 0.1.2 defines them, without stemming: the F1 of words, of
 * pairs of words, and of the longest sequence of words that both texts have in this order.
 *
 * <p>Words are runs of the letters a to z and digits, after lower-casing. Of a language with other
 * letters these figures say nothing.
 */
public final class RougeScores {

    private static final Pattern OTHER = Pattern.compile("[^a-z0-9]+");

    private double first;
    private double second;
    private double longest;
    private long count;

    /** Begins with nothing counted. */
    public RougeScores() {}

    /**
     * Counts a summary.
     *
     * @param summary the summary that was written
     * @param right the right one
     */
    public void add(String summary, String right) {
        List<String> words = words(summary);
        List<String> golds = words(right);
        first += ofSequences(words, golds, 1);
        second += ofSequences(words, golds, 2);
        longest += f1(common(words, golds), words.size(), golds.size());
        count++;
    }

    /** {@return the mean over the summaries of ROUGE-1, from 0 to 1; NaN before the first} */
    public double rouge1() {
        return first / count;
    }

    /** {@return the mean over the summaries of ROUGE-2, from 0 to 1; NaN before the first} */
    public double rouge2() {
        return second / count;
    }

    /**
     * {@return the mean over the summaries of ROUGE-L, each taken as one sentence, from 0 to 1; NaN
     * before the first}
     */
    public double rougeL() {
        return longest / count;
    }

    private static List<String> words(String text) {
        return Arrays.stream(OTHER.split(text.toLowerCase(Locale.ROOT)))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static double ofSequences(List<String> words, List<String> golds, int size) {
        Map<List<String>, Integer> found = counts(words, size);
        Map<List<String>, Integer> sought = counts(golds, size);
        int both =
                found.entrySet().stream()
                        .mapToInt(e -> Math.min(e.getValue(), sought.getOrDefault(e.getKey(), 0)))
                        .sum();
        return f1(both, words.size() - size + 1, golds.size() - size + 1);
    }

    private static Map<List<String>, Integer> counts(List<String> words, int size) {
        Map<List<String>, Integer> counts = new HashMap<>();
        for (int i = 0; i + size <= words.size(); i++) {
            counts.merge(new ArrayList<>(words.subList(i, i + size)), 1, Integer::sum);
        }
        return counts;
    }

    /** The length of the longest sequence that both have, others between its words. */
    private static int common(List<String> a, List<String> b) {
        int[] last = new int[b.size() + 1];
        for (String word : a) {
            int[] next = new int[last.length];
            for (int j = 1; j < next.length; j++) {
                next[j] =
                        word.equals(b.get(j - 1))
                                ? last[j - 1] + 1
                                : Math.max(last[j], next[j - 1]);
            }
            last = next;
        }
        return last[b.size()];
    }

    private static double f1(int both, int found, int sought) {
        return both == 0 ? 0 : 2.0 * both / (found + sought);
    }
}
