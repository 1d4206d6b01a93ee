/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep.result;

import java.io.PrintWriter;
import java.util.OptionalDouble;
import org.efficienttransformers.examples.benchmark.Statistics;
import org.efficienttransformers.examples.benchmark.sweep.series.Series;
import org.efficienttransformers.examples.benchmark.sweep.series.Step;

/** Prints rows as they come, in lines of equal columns. */
public final class SweepTable {

    private static final String NONE = "-";

    private final PrintWriter out;
    private final SweepResults results;
    private final boolean time;
    private final boolean memory;

    /**
     * Takes what the rows are compared with.
     *
     * @param out where to
     * @param results rows so far
     * @param time true for the columns of time
     * @param memory true for those of memory
     */
    public SweepTable(PrintWriter out, SweepResults results, boolean time, boolean memory) {
        this.out = out;
        this.results = results;
        this.time = time;
        this.memory = memory;
    }

    /** Prints the names of the columns. */
    public void head(Step step, int batch) {
        out.printf(
                "%n%s, batch %d; \"/ full\": by fused full attention; \"growth\": for a doubling of"
                        + " the length%n%-9s%-12s%-12s",
                step, batch, "tokens", "mechanism", "kernels");
        if (time) {
            out.printf(
                    "%13s%12s%12s%11s%8s%8s%8s%6s",
                    "median, ms", "min", "p90", "tokens/s", "/ full", "growth", "system", "calls");
        }
        if (memory) {
            out.printf("%11s%8s%8s", "peak, MB", "/ full", "growth");
        }
        out.println();
        out.flush();
    }

    /** Prints a row. */
    public void print(Row row) {
        Series series = row.series();
        out.printf("%-,9d%-12s%-12s", row.length(), series.name(), series.form());
        if (time) {
            printTime(row);
        }
        if (memory) {
            out.printf(
                    "%11s%8s%8s",
                    row.peak().isPresent() ? number("%,.1f", row.peak().getAsLong() / 1e6) : NONE,
                    number("%.3f", results.ratio(row, Quantity.MEMORY)),
                    number("%.2f", results.growth(row, Quantity.MEMORY)));
        }
        out.println(row.note().isEmpty() ? "" : "  " + row.note());
        out.flush();
    }

    private void printTime(Row row) {
        Statistics times = row.time();
        boolean known = times != null;
        double share = known ? row.cpu().systemShare() : Double.NaN;
        out.printf(
                "%13s%12s%12s%11s%8s%8s%8s%6s",
                known ? number("%,.1f", times.median() * 1e3) : NONE,
                known ? number("%,.1f", times.min() * 1e3) : NONE,
                known ? number("%,.1f", times.p90() * 1e3) : NONE,
                known ? number("%,.0f", row.tokensPerSecond()) : NONE,
                number("%.3f", results.ratio(row, Quantity.TIME)),
                number("%.2f", results.growth(row, Quantity.TIME)),
                Double.isNaN(share) ? NONE : number("%.0f %%", share * 100),
                known ? number("%.0f", times.count()) : NONE);
    }

    private static String number(String format, OptionalDouble value) {
        return value.isPresent() ? number(format, value.getAsDouble()) : NONE;
    }

    private static String number(String format, double value) {
        return String.format(format, value);
    }
}
