/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training.evaluator;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** How far two series of numbers rise and fall together. */
public final class Correlation {

    private final List<Double> first = new ArrayList<>();
    private final List<Double> second = new ArrayList<>();

    /** Begins without numbers. */
    public Correlation() {}

    /**
     * Adds a number of each.
     *
     * @param a the one
     * @param b the other
     */
    public void add(double a, double b) {
        first.add(a);
        second.add(b);
    }

    /**
     * {@return Pearson's correlation, of the numbers themselves, from -1 to 1; 0 if one of the
     * series is constant}
     */
    public double pearson() {
        return pearson(array(first), array(second));
    }

    /**
     * {@return Spearman's correlation, of their ranks, equal numbers sharing the mean of theirs,
     * from -1 to 1; 0 if one of the series is constant}
     */
    public double spearman() {
        return pearson(ranks(array(first)), ranks(array(second)));
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double pearson(double[] a, double[] b) {
        double meanOfA = IntStream.range(0, a.length).mapToDouble(i -> a[i]).average().orElse(0);
        double meanOfB = IntStream.range(0, b.length).mapToDouble(i -> b[i]).average().orElse(0);
        double both = 0;
        double ofA = 0;
        double ofB = 0;
        for (int i = 0; i < a.length; i++) {
            both += (a[i] - meanOfA) * (b[i] - meanOfB);
            ofA += (a[i] - meanOfA) * (a[i] - meanOfA);
            ofB += (b[i] - meanOfB) * (b[i] - meanOfB);
        }
        return ofA == 0 || ofB == 0 ? 0 : both / Math.sqrt(ofA * ofB);
    }

    private static double[] ranks(double... values) {
        int[] order =
                IntStream.range(0, values.length)
                        .boxed()
                        .sorted((i, j) -> Double.compare(values[i], values[j]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        double[] ranks = new double[values.length];
        for (int from = 0, to = 0; from < order.length; from = to) {
            while (to < order.length && values[order[to]] == values[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + to - 1) / 2.0;
            }
        }
        return ranks;
    }
}
