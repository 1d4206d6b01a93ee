/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task;

import static org.efficienttransformers.settings.Require.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Finds texts that look like the right one and aren't: those with the most words of a query (<a
 * href="https://doi.org/10.1561/1500000019">BM25</a>, k1 1.2 and b 0.75, over tokens), so that a
 * model learns more from them than from any others.
 */
public final class HardNegatives {

    private static final double SATURATION = 1.2;
    private static final double LENGTH = 0.75;

    private final List<String> texts;
    private final Function<String, int[]> tokenizer;
    private final List<Map<Integer, Integer>> counts = new ArrayList<>();
    private final Map<Integer, List<Integer>> holders = new HashMap<>();
    private final int[] lengths;
    private final double meanLength;

    /**
     * Reads the texts to choose from.
     *
     * @param candidates the texts; equal ones count once
     * @param tokenizer makes tokens of texts and queries
     */
    public HardNegatives(Collection<String> candidates, Function<String, int[]> tokenizer) {
        texts = candidates.stream().distinct().toList();
        this.tokenizer = tokenizer;
        lengths = new int[texts.size()];
        for (int i = 0; i < lengths.length; i++) {
            int[] tokens = tokenizer.apply(texts.get(i));
            lengths[i] = tokens.length;
            Map<Integer, Integer> own = new HashMap<>();
            for (int token : tokens) {
                own.merge(token, 1, Integer::sum);
            }
            for (int token : own.keySet()) {
                holders.computeIfAbsent(token, t -> new ArrayList<>()).add(i);
            }
            counts.add(own);
        }
        meanLength = Math.max(1, Arrays.stream(lengths).average().orElse(1));
    }

    /**
     * Finds the texts nearest to a query that are none of its own.
     *
     * @param query the query
     * @param own the texts that are its own
     * @param count how many to find
     * @return the texts, the nearest first
     * @throws IllegalArgumentException if there are fewer
     */
    public List<String> of(String query, Collection<String> own, int count) {
        double[] scores = scores(tokenizer.apply(query));
        Set<String> left = Set.copyOf(own);
        List<String> found =
                IntStream.range(0, scores.length)
                        .filter(i -> !left.contains(texts.get(i)))
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> -scores[i]))
                        .limit(count)
                        .map(texts::get)
                        .toList();
        require(
                found.size() == count,
                "There are %s other texts to take %s hard negatives from; ask for fewer, or give"
                        + " more texts.",
                found.size(),
                count);
        return found;
    }

    private double[] scores(int... query) {
        double[] scores = new double[texts.size()];
        for (int token : Arrays.stream(query).distinct().toArray()) {
            List<Integer> with = holders.getOrDefault(token, List.of());
            double rarity = Math.log1p((texts.size() - with.size() + 0.5) / (with.size() + 0.5));
            for (int i : with) {
                double often = counts.get(i).get(token);
                double damped = SATURATION * (1 - LENGTH + LENGTH * lengths[i] / meanLength);
                scores[i] += rarity * often * (SATURATION + 1) / (often + damped);
            }
        }
        return scores;
    }
}
