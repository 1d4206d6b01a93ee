/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep.result;

import java.util.OptionalDouble;
import org.efficienttransformers.examples.benchmark.sweep.series.MeasuredMechanism;
import org.efficienttransformers.examples.benchmark.sweep.series.Series;

/**
 * What a figure must not exceed.
 *
 * @param figure which figure
 * @param mechanism of which mechanism, fused
 * @param length at which length; for growth, from which length up
 * @param limit what is allowed
 */
public record Bound(Figure figure, MeasuredMechanism mechanism, int length, double limit) {

    /** Kinds of figures. */
    public enum Figure {

        /** Time by that of fused full attention. */
        TIME_RATIO("time / full at %,d tokens"),

        /** Memory by that of fused full attention. */
        MEMORY_RATIO("memory / full at %,d tokens"),

        /** The greatest growth of time for a doubling of the length. */
        TIME_GROWTH("time for each doubling from %,d tokens up"),

        /** The greatest growth of memory for a doubling of the length. */
        MEMORY_GROWTH("memory for each doubling from %,d tokens up"),

        /** Memory above the model in MB. */
        MEGABYTES("MB above the model at %,d tokens");

        private final String description;

        Figure(String description) {
            this.description = description;
        }
    }

    /** What is bounded. */
    public String describe() {
        return mechanism + ": " + String.format(figure.description, length);
    }

    /**
     * The figure as it was measured.
     *
     * @param results the rows
     * @param series the mechanism's
     * @return nothing if it wasn't measured
     */
    public OptionalDouble measured(SweepResults results, Series series) {
        OptionalDouble greatest = OptionalDouble.empty();
        for (Row row : results.of(series)) {
            OptionalDouble value = value(results, row);
            if (value.isPresent()
                    && (greatest.isEmpty() || value.getAsDouble() > greatest.getAsDouble())) {
                greatest = value;
            }
        }
        return greatest;
    }

    private OptionalDouble value(SweepResults results, Row row) {
        boolean here = row.length() == length;
        boolean longer = row.length() > length;
        return switch (figure) {
            case TIME_RATIO -> here ? results.ratio(row, Quantity.TIME) : OptionalDouble.empty();
            case MEMORY_RATIO ->
                    here ? results.ratio(row, Quantity.MEMORY) : OptionalDouble.empty();
            case TIME_GROWTH ->
                    longer ? results.growth(row, Quantity.TIME) : OptionalDouble.empty();
            case MEMORY_GROWTH ->
                    longer ? results.growth(row, Quantity.MEMORY) : OptionalDouble.empty();
            case MEGABYTES ->
                    here && row.peak().isPresent()
                            ? OptionalDouble.of(row.peak().getAsLong() / 1e6)
                            : OptionalDouble.empty();
        };
    }
}
