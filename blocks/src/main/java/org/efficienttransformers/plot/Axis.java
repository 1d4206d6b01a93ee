/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An axis of a {@link LinePlot}: where values stand on it, and which are written next to it.
 *
 * @param logarithmic true if equal ratios are equally far from each other
 * @param low the value at its beginning
 * @param high the value at its end, above low
 * @param ticks the values that are written, ascending
 */
record Axis(boolean logarithmic, double low, double high, List<Double> ticks) {

    private static final int LINEAR_TICKS = 5;
    private static final int MOST_VALUES = 10;
    private static final double MARGIN = 0.04;

    /** An axis from a round number to a round number. */
    static Axis linear(double[] values) {
        double low = min(values);
        double high = max(values);
        if (low == high) {
            high = low + 1;
        }
        double step = roundStep((high - low) / LINEAR_TICKS);
        long first = (long) Math.floor(low / step);
        long last = (long) Math.ceil(high / step);
        List<Double> ticks =
                IntStream.rangeClosed(0, (int) (last - first))
                        .mapToObj(i -> (first + i) * step)
                        .toList();
        return new Axis(false, first * step, last * step, ticks);
    }

    /**
     * An axis with a tick for each value, if they are few, or at 1, 2 and 5 times powers of ten.
     */
    static Axis logarithmic(double[] values) {
        List<Double> distinct = Arrays.stream(values).sorted().distinct().boxed().toList();
        double low = distinct.get(0);
        double high = distinct.get(distinct.size() - 1);
        double margin = low == high ? 2 : StrictMath.pow(high / low, MARGIN);
        double from = low / margin;
        double to = high * margin;
        List<Double> ticks = distinct.size() <= MOST_VALUES ? distinct : roundTicks(from, to);
        return new Axis(true, from, to, ticks);
    }

    /** As {@link #logarithmic}, always with round ticks. */
    static Axis logarithmicRound(double[] values) {
        Axis axis = logarithmic(values);
        return new Axis(true, axis.low, axis.high, roundTicks(axis.low, axis.high));
    }

    private static List<Double> roundTicks(double from, double to) {
        int first = (int) Math.floor(StrictMath.log10(from));
        int last = (int) Math.ceil(StrictMath.log10(to));
        List<Integer> factors = last - first > 4 ? List.of(1) : List.of(1, 2, 5);
        return IntStream.rangeClosed(first, last)
                .boxed()
                .flatMap(power -> factors.stream().map(factor -> scaled(factor, power)))
                .filter(tick -> tick >= from && tick <= to)
                .toList();
    }

    private static double scaled(int factor, int power) {
        return BigDecimal.valueOf(factor).scaleByPowerOfTen(power).doubleValue();
    }

    /** 1, 2 or 5 times a power of ten, not below a number. */
    private static double roundStep(double least) {
        int power = (int) Math.floor(StrictMath.log10(least));
        for (int factor : new int[] {1, 2, 5}) {
            double step = scaled(factor, power);
            if (step >= least) {
                return step;
            }
        }
        return scaled(1, power + 1);
    }

    private static double min(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }

    /** Where a value stands, from 0 at the beginning to 1 at the end. */
    double place(double value) {
        return logarithmic
                ? StrictMath.log(value / low) / StrictMath.log(high / low)
                : (value - low) / (high - low);
    }

    /** A tick as it is written. */
    static String text(double tick) {
        BigDecimal rounded = BigDecimal.valueOf(tick).round(new MathContext(6));
        return rounded.stripTrailingZeros().toPlainString();
    }
}
