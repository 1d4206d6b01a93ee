/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.rerank;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Queries of which it is known which passage they are from: words remembered of it. */
public final class KnownItems {

    private static final int FEWEST_WORDS = 6;
    private static final int MORE_WORDS = 9;
    private static final double KEPT = 0.7;

    private KnownItems() {}

    /**
     * A query.
     *
     * @param text 6 to 14 words in a row of the passage, of which about a third is left out
     * @param place the place of the passage
     */
    public record Query(String text, int place) {}

    /**
     * Draws queries.
     *
     * @param passages the passages
     * @param count how many queries
     * @param seed draws the same ones again
     * @return the queries
     */
    public static List<Query> draw(List<String> passages, int count, long seed) {
        Random random = new Random(seed);
        List<Query> queries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int place = random.nextInt(passages.size());
            String[] words = passages.get(place).split("\\s+");
            int length = Math.min(words.length, FEWEST_WORDS + random.nextInt(MORE_WORDS));
            int start = random.nextInt(words.length - length + 1);
            List<String> kept = new ArrayList<>();
            for (int j = start; j < start + length; j++) {
                if (random.nextDouble() < KEPT || kept.isEmpty()) {
                    kept.add(words[j]);
                }
            }
            queries.add(new Query(String.join(" ", kept), place));
        }
        return queries;
    }
}
