/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep.result;

import java.util.List;
import java.util.OptionalDouble;

/** How figures grow with the length of a text. */
final class Scaling {

    private Scaling() {}

    /**
     * Returns by what a figure is multiplied when the length is doubled.
     *
     * @param length a length
     * @param value the figure there, above 0
     * @param longer a greater length, not necessarily twice as great
     * @param longerValue the figure there
     * @return 2 if it grows with the length, 4 if with its square
     */
    static double perDoubling(int length, double value, int longer, double longerValue) {
        double doublings = Math.log((double) longer / length) / Math.log(2);
        return Math.pow(longerValue / value, 1 / doublings);
    }

    /**
     * Returns the length from which on a ratio stays below 1: where the line between the last point
     * that isn't below and the first one after it is at 1, on logarithmic scales.
     *
     * @param lengths ascending
     * @param ratios the ratio at each, above 0
     * @return the length; the first one if all ratios are below 1; nothing if the last one isn't
     */
    static OptionalDouble crossing(List<Integer> lengths, List<Double> ratios) {
        int last = ratios.size() - 1;
        while (last >= 0 && ratios.get(last) < 1) {
            last--;
        }
        if (last == ratios.size() - 1) {
            return OptionalDouble.empty();
        }
        if (last < 0) {
            return OptionalDouble.of(lengths.get(0));
        }
        double before = Math.log(ratios.get(last));
        double after = Math.log(ratios.get(last + 1));
        double part = before / (before - after);
        double from = lengths.get(last);
        return OptionalDouble.of(from * Math.pow(lengths.get(last + 1) / from, part));
    }
}
