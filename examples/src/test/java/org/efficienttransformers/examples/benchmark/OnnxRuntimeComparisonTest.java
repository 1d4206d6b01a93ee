/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.efficienttransformers.examples.Output;
import org.junit.jupiter.api.Test;

/** That the comparison runs and prints what it should; which is the faster one is no test. */
class OnnxRuntimeComparisonTest {

    @Test
    void comparesBothTypesInAllWays() {
        Output output =
                Output.of(
                        new OnnxRuntimeComparison(),
                        "--lengths=9",
                        "--busy-lengths=9,513",
                        "--threads=2",
                        "--repeats=2",
                        "--seconds=0.05");

        assertThat(output.err()).isEmpty();
        assertThat(output.code()).isZero();
        String number = " +(\\d+\\.\\d+)";
        List<String> times = rows(output, "9" + number.repeat(5));
        assertThat(times).hasSize(2);
        String[] exact = times.get(0).split(" +");
        assertThat(Double.valueOf(exact[4])).isGreaterThan(0.99999);
        assertThat(Double.valueOf(exact[5])).isGreaterThan(0.9999);
        String[] rounded = times.get(1).split(" +");
        assertThat(Double.valueOf(rounded[4])).isBetween(0.98, 0.9999);
        assertThat(Double.valueOf(rounded[5])).isBetween(0.9, 0.9999);
        assertThat(rows(output, "9" + number.repeat(3))).hasSize(2);
        assertThat(rows(output, "2" + number.repeat(3))).hasSize(2);
        assertThat(rows(output, "9" + number.repeat(6))).hasSize(2);
        assertThat(rows(output, "513" + number.repeat(3))).hasSize(2);
    }

    private static List<String> rows(Output output, String row) {
        return output.lines().stream().filter(line -> line.matches(row)).toList();
    }

    @Test
    void badInputEndsInOneSentence() {
        assertRefused("--lengths is [513]; allowed: numbers from 3 to 512.", "--lengths=513");
        assertRefused("--busy-lengths is [2]; allowed", "--busy-lengths=2");
        assertRefused("--threads is [0]; allowed: numbers from 1 to 64.", "--threads=0");
        assertRefused("--repeats is 0", "--repeats=0");
    }

    private static void assertRefused(String message, String... args) {
        Output output = Output.of(new OnnxRuntimeComparison(), args);
        assertThat(output.err()).contains(message);
        assertThat(output.err().lines()).hasSize(1);
        assertThat(output.code()).isEqualTo(2);
    }
}
