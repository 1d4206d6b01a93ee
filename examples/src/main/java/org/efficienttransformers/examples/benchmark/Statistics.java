/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import java.util.Arrays;
import org.efficienttransformers.examples.cli.BadInputException;

/**
 * What several measurements of the same thing come to.
 *
 * @param count how many there are, 1 or more
 * @param median the middle one, or the mean of the two in the middle
 * @param min the least
 * @param p90 what nine tenths of them don't exceed, interpolated between neighbours
 */
public record Statistics(int count, double median, double min, double p90) {

    /**
     * Sums up.
     *
     * @param values one or more, in any order
     * @return their statistics
     * @throws IllegalArgumentException if there are none
     */
    public static Statistics of(double... values) {
        if (values.length == 0) {
            throw new BadInputException("There are no values; one is needed at least.");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Statistics(
                sorted.length, quantile(sorted, 0.5), sorted[0], quantile(sorted, 0.9));
    }

    /** Linear between the two neighbours, as numpy does by default. */
    private static double quantile(double[] sorted, double part) {
        double place = part * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
