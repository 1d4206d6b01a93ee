/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep.result;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.efficienttransformers.examples.benchmark.sweep.series.Series;

/** The rows of a sweep, and what follows from several of them. */
public final class SweepResults {

    private final List<Row> rows = new ArrayList<>();

    public void add(Row row) {
        rows.add(row);
    }

    /** All rows, in the order they were measured in. */
    List<Row> rows() {
        return List.copyOf(rows);
    }

    /** The different series, in the order they were measured in. */
    List<Series> series() {
        return rows.stream().map(Row::series).distinct().toList();
    }

    /** The rows of a series, by length as they were measured. */
    public List<Row> of(Series series) {
        return rows.stream().filter(row -> row.series().equals(series)).toList();
    }

    /** A figure of a row. */
    static OptionalDouble value(Row row, Quantity quantity) {
        if (quantity == Quantity.TIME) {
            return row.time() == null
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(row.time().median());
        }
        return row.peak().isPresent()
                ? OptionalDouble.of((double) row.peak().getAsLong())
                : OptionalDouble.empty();
    }

    /** The last row of a series with a figure for something, at a smaller length; or null. */
    public Row before(Series series, int length) {
        return last(series, length, row -> row.time() != null || row.peak().isPresent());
    }

    private Row last(Series series, int length, Function<Row, Boolean> condition) {
        Row found = null;
        for (Row row : of(series)) {
            boolean later = found == null || row.length() > found.length();
            if (row.length() < length && later && condition.apply(row)) {
                found = row;
            }
        }
        return found;
    }

    /** A figure of a row by that of fused full attention at the same length. */
    public OptionalDouble ratio(Row row, Quantity quantity) {
        OptionalDouble own = value(row, quantity);
        OptionalDouble full =
                of(row.series().baseline()).stream()
                        .filter(other -> other.length() == row.length())
                        .map(other -> value(other, quantity))
                        .findFirst()
                        .orElse(OptionalDouble.empty());
        return own.isEmpty() || full.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(own.getAsDouble() / full.getAsDouble());
    }

    /** By what a figure is multiplied for each doubling since the next shorter length. */
    public OptionalDouble growth(Row row, Quantity quantity) {
        OptionalDouble own = value(row, quantity);
        Row shorter = last(row.series(), row.length(), other -> value(other, quantity).isPresent());
        return own.isEmpty() || shorter == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        Scaling.perDoubling(
                                shorter.length(),
                                value(shorter, quantity).getAsDouble(),
                                row.length(),
                                own.getAsDouble()));
    }

    /** Says from which length on a series is faster than fused full attention. */
    public String crossing(Series series) {
        List<Integer> lengths = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (Row row : of(series)) {
            OptionalDouble ratio = ratio(row, Quantity.TIME);
            if (ratio.isPresent()) {
                lengths.add(row.length());
                ratios.add(ratio.getAsDouble());
            }
        }
        String name = series.name() + ", " + series.form();
        if (lengths.isEmpty()) {
            return name + ": there is nothing to compare with full attention, fused";
        }
        OptionalDouble crossing = Scaling.crossing(lengths, ratios);
        if (crossing.isEmpty()) {
            return String.format(
                    "%s: not faster than full attention, fused, up to %,d tokens",
                    name, lengths.get(lengths.size() - 1));
        }
        return ratios.get(0) < 1 && crossing.getAsDouble() == lengths.get(0)
                ? String.format(
                        "%s: faster than full attention, fused, from %,d tokens or less",
                        name, lengths.get(0))
                : String.format(
                        "%s: faster than full attention, fused, from some %,.0f tokens",
                        name, crossing.getAsDouble());
    }
}
