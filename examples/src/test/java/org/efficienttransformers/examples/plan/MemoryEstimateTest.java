/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.examples.benchmark.single.PlanMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the estimates to what 'benchmark plan-memory' has measured. */
class MemoryEstimateTest {

    private static final Path MEASURED = Path.of("..", "docs", "data", "plan-memory.csv");
    private static final double MOST = 0.25;

    static List<CSVRecord> measured() throws IOException {
        CSVFormat format =
                CSVFormat.DEFAULT
                        .builder()
                        .setCommentMarker('#')
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .get();
        try (Reader reader = Files.newBufferedReader(MEASURED);
                CSVParser parser = CSVParser.parse(reader, format)) {
            return parser.getRecords();
        }
    }

    @ParameterizedTest
    @MethodSource("measured")
    void isWithinAQuarterOfTheMeasurement(CSVRecord row) {
        AttentionKind mechanism = AttentionKinds.of(row.get("mechanism"));
        int hidden = Integer.parseInt(row.get("hidden"));
        EncoderSizes sizes =
                new EncoderSizes(
                        Integer.parseInt(row.get("layers")),
                        hidden,
                        hidden / 64,
                        4 * hidden,
                        EncoderSizes.BASE.vocabulary());
        MemoryEstimate estimate =
                MemoryEstimate.of(
                        mechanism, sizes, PlanMemory.MEASURED, Integer.parseInt(row.get("tokens")));
        double above = Double.parseDouble(row.get("measured_mb")) * 1e6;
        double loaded = Double.parseDouble(row.get("loaded_mb")) * 1e6;

        assertThat(estimate.activations() / above - 1).isBetween(-MOST, MOST);
        assertThat(estimate.total() / (loaded + above) - 1).isBetween(-MOST, MOST);
        // The file tells what is estimated now.
        assertThat(Double.parseDouble(row.get("estimated_mb")))
                .isCloseTo(estimate.activations() / 1e6, within(0.051));
    }

    @Test
    void eachMechanismWasMeasured() throws IOException {
        List<CSVRecord> rows = measured();
        assertThat(rows).hasSizeGreaterThanOrEqualTo(20);
        assertThat(rows.stream().map(row -> row.get("mechanism")))
                .containsAll(AttentionKinds.all().stream().map(AttentionKind::id).toList());
    }
}
