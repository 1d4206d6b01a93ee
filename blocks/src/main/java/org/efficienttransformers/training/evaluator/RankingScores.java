/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training.evaluator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How far up the texts that fit stand among those that don't; of equal scores they stand below. */
public final class RankingScores {

    /**
     * What fits stands after what doesn't, where scores are equal, so that constants gain nothing.
     */
    private static final Comparator<Scored> HIGHEST_FIRST =
            Comparator.comparingDouble(Scored::score).reversed().thenComparing(Scored::relevant);

    private final Map<Integer, List<Scored>> queries = new LinkedHashMap<>();

    private record Scored(double score, boolean relevant) {}

    /** Begins without texts. */
    public RankingScores() {}

    /**
     * Adds a text.
     *
     * @param query the number of the query that it was scored for
     * @param score how well the model says it fits
     * @param relevant whether it does
     */
    public void add(int query, double score, boolean relevant) {
        queries.computeIfAbsent(query, key -> new ArrayList<>()).add(new Scored(score, relevant));
    }

    /** {@return how many queries have texts that fit and others, and so tell something} */
    public int queries() {
        return telling().size();
    }

    private List<List<Scored>> telling() {
        return queries.values().stream()
                .filter(texts -> texts.stream().anyMatch(Scored::relevant))
                .filter(texts -> !texts.stream().allMatch(Scored::relevant))
                .toList();
    }

    /** The place of the first text that fits, counted from 1. */
    private static int rank(List<Scored> texts) {
        List<Scored> order = texts.stream().sorted(HIGHEST_FIRST).toList();
        int place = 0;
        while (!order.get(place).relevant) {
            place++;
        }
        return place + 1;
    }

    /**
     * {@return the mean of 1 / rank of the first text that fits, from 0 to 1; NaN if no query tells
     * anything}
     */
    public double meanReciprocalRank() {
        return telling().stream()
                .mapToDouble(texts -> 1.0 / rank(texts))
                .average()
                .orElse(Double.NaN);
    }

    /**
     * {@return how often a text that fits stands first, from 0 to 1; NaN if no query tells
     * anything}
     */
    public double accuracy() {
        return telling().stream()
                .mapToDouble(texts -> rank(texts) == 1 ? 1 : 0)
                .average()
                .orElse(Double.NaN);
    }

    /**
     * {@return the average precision over the texts of all queries as one list, as scikit-learn's
     * {@code average_precision_score}: the precision at each threshold, weighted by how much the
     * recall grows there, from 0 to 1; 0 if nothing fits}
     */
    public double averagePrecision() {
        List<Scored> order =
                queries.values().stream().flatMap(List::stream).sorted(HIGHEST_FIRST).toList();
        long relevant = order.stream().filter(Scored::relevant).count();
        double sum = 0;
        int found = 0;
        int before = 0;
        for (int i = 0; i < order.size(); i++) {
            found += order.get(i).relevant ? 1 : 0;
            boolean last = i + 1 == order.size();
            if (last || order.get(i + 1).score != order.get(i).score) {
                sum += (double) (found - before) * found / (i + 1);
                before = found;
            }
        }
        return relevant == 0 ? 0 : sum / relevant;
    }
}
