/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep.result;

import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.efficienttransformers.examples.benchmark.Statistics;

/** Writes rows as comma-separated values; lines that begin with # say how they came about. */
public final class SweepCsv {

    private static final MathContext DIGITS = new MathContext(5);

    private SweepCsv() {}

    /**
     * Writes a file.
     *
     * @param file where to
     * @param results the rows
     * @param origin lines that say what was measured, on what and by which command
     */
    public static void write(Path file, SweepResults results, String... origin) throws IOException {
        CSVFormat format =
                CSVFormat.DEFAULT
                        .builder()
                        .setCommentMarker('#')
                        .setRecordSeparator('\n')
                        .setHeaderComments((Object[]) origin)
                        .setHeader(
                                "mechanism",
                                "kernels",
                                "step",
                                "batch",
                                "tokens",
                                "calls",
                                "median_seconds",
                                "min_seconds",
                                "p90_seconds",
                                "tokens_per_second",
                                "time_by_full",
                                "time_growth",
                                "user_cpu_seconds",
                                "system_cpu_seconds",
                                "peak_bytes",
                                "peak_by_full",
                                "peak_growth",
                                "note")
                        .get();
        try (Writer writer = Files.newBufferedWriter(file);
                CSVPrinter printer = new CSVPrinter(writer, format)) {
            for (Row row : results.rows()) {
                Statistics time = row.time();
                boolean known = time != null;
                printer.printRecord(
                        row.series().name(),
                        row.series().form(),
                        row.series().step(),
                        row.series().batch(),
                        row.length(),
                        known ? time.count() : null,
                        known ? digits(time.median()) : null,
                        known ? digits(time.min()) : null,
                        known ? digits(time.p90()) : null,
                        known ? digits(row.tokensPerSecond()) : null,
                        number(results.ratio(row, Quantity.TIME)),
                        number(results.growth(row, Quantity.TIME)),
                        known ? digits(row.cpu().user()) : null,
                        known ? digits(row.cpu().system()) : null,
                        row.peak().isPresent() ? row.peak().getAsLong() : null,
                        number(results.ratio(row, Quantity.MEMORY)),
                        number(results.growth(row, Quantity.MEMORY)),
                        row.note());
            }
        }
    }

    private static BigDecimal number(OptionalDouble value) {
        return value.isPresent() ? digits(value.getAsDouble()) : null;
    }

    private static BigDecimal digits(double value) {
        return new BigDecimal(value).round(DIGITS);
    }
}
