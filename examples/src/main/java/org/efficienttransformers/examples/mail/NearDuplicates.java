/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.mail;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Groups texts that are nearly the same: those that share at least {@value #LIKENESS} of their runs
 * of words, and what is connected through such texts.
 */
final class NearDuplicates {

    /** From which likeness on two texts count as the same. */
    static final double LIKENESS = 0.5;

    /** Texts of likeness 0.5 meet in one of 64 bands of 2 with a probability above 1 - 1e-7. */
    private static final int BAND_WIDTH = 2;

    private final int[] parents;

    private NearDuplicates(int count) {
        parents = IntStream.range(0, count).toArray();
    }

    /**
     * Groups texts.
     *
     * @param sketches the sketches of the texts
     * @return for each text the index of its group's first text
     */
    static int[] groups(List<MinHash> sketches) {
        NearDuplicates groups = new NearDuplicates(sketches.size());
        for (int band = 0; band < MinHash.SIZE / BAND_WIDTH; band++) {
            Map<Long, List<Integer>> buckets = new HashMap<>();
            for (int i = 0; i < sketches.size(); i++) {
                long key = sketches.get(i).band(band, BAND_WIDTH);
                buckets.computeIfAbsent(key, unused -> new ArrayList<>()).add(i);
            }
            buckets.values().forEach(bucket -> groups.join(bucket, sketches));
        }
        return IntStream.range(0, sketches.size()).map(groups::root).toArray();
    }

    private void join(List<Integer> bucket, List<MinHash> sketches) {
        for (int i = 0; i < bucket.size(); i++) {
            for (int j = i + 1; j < bucket.size(); j++) {
                int first = root(bucket.get(i));
                int second = root(bucket.get(j));
                if (first != second
                        && sketches.get(bucket.get(i)).likeness(sketches.get(bucket.get(j)))
                                >= LIKENESS) {
                    parents[Math.max(first, second)] = Math.min(first, second);
                }
            }
        }
    }

    private int root(int index) {
        int root = index;
        while (parents[root] != root) {
            root = parents[root];
        }
        return root;
    }
}
