/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.position;

import static org.efficienttransformers.settings.Require.atLeast;
import static org.efficienttransformers.settings.Require.require;
import static org.efficienttransformers.settings.Require.requireState;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Distances between positions, sorted into buckets, each of which has a bias for the scores of each
 * head, as in T5 (<a href="https://arxiv.org/abs/1910.10683">Raffel et al., 2019</a>): short
 * distances have a bucket each, longer ones share them, ever more of them.
 *
 * @param buckets the number of buckets ({@code relative_attention_num_buckets})
 * @param maxDistance from which distance on all fall into the last bucket ({@code
 *     relative_attention_max_distance})
 * @param bothWays true if positions ahead have buckets of their own, half of them; false if they
 *     count as the own position, as in a decoder, which doesn't see them
 */
public record RelativePositions(int buckets, int maxDistance, boolean bothWays) {

    /** The methods of a program that find buckets, and the biases of distances. */
    public static final String PROGRAM = "attention/position/program_distances.py";

    /** Checks the sizes. */
    public RelativePositions {
        atLeast("relative_attention_num_buckets", buckets, bothWays ? 4 : 2);
        int exact = buckets / (bothWays ? 4 : 2);
        require(
                maxDistance > exact,
                "relative_attention_max_distance is %d; it must be more than %d, the distances that"
                        + " have a bucket each.",
                maxDistance,
                exact);
    }

    /**
     * Finds the bucket of a distance. Computed in float32, as transformers does: a distance that
     * lies on the border of two buckets falls to the same side.
     *
     * @param distance the position of the key less that of the query
     * @return from 0 to below {@link #buckets}
     */
    public int bucket(long distance) {
        int count = buckets;
        int first = 0;
        long far;
        if (bothWays) {
            count /= 2;
            first = distance > 0 ? count : 0;
            far = Math.abs(distance);
        } else {
            far = Math.max(-distance, 0);
        }
        int exact = count / 2;
        if (far < exact) {
            return first + (int) far;
        }
        float log = (float) Math.log((float) far / exact);
        float scaled = log / (float) Math.log((double) maxDistance / exact) * (count - exact);
        return first + Math.min(exact + (int) scaled, count - 1);
    }

    /**
     * Returns what stands for the names in {@link #PROGRAM}.
     *
     * @return the constants
     * @throws IllegalStateException unless positions ahead have buckets of their own
     */
    public Map<String, ?> constants() {
        requireState(bothWays, "There are programs of distances in both directions only.");
        int ahead = buckets / 2;
        String borders =
                IntStream.range(1, ahead)
                        .mapToObj(bucket -> Long.toString(nearest(bucket)))
                        .collect(Collectors.joining(", "));
        return Map.of("BORDERS", borders, "AHEAD", ahead);
    }

    /** The least distance back whose bucket is this one or a later one. */
    private long nearest(int bucket) {
        long near = 0; // lies before it
        long far = Integer.MAX_VALUE;
        while (far - near > 1) {
            long middle = (near + far) / 2;
            if (bucket(-middle) < bucket) {
                near = middle;
            } else {
                far = middle;
            }
        }
        return far;
    }

    /**
     * Finds the buckets of all distances of a range.
     *
     * @param first the first distance
     * @param last the last, which is one of them
     * @return a bucket for each
     */
    public long[] buckets(int first, int last) {
        long[] all = new long[last - first + 1];
        for (int i = 0; i < all.length; i++) {
            all[i] = bucket((long) first + i);
        }
        return all;
    }
}
