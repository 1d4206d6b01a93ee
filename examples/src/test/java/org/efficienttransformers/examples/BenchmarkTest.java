/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** That the benchmarks run and print what they should; how fast things are is no test. */
class BenchmarkTest {

    @Test
    void attentionPrintsARowForEachLength() {
        Output output =
                Output.of(
                        new Benchmark(),
                        "attention",
                        "--lengths",
                        "64,2048",
                        "--window",
                        "32",
                        "--repeats",
                        "1");

        assertThat(output.err()).isEmpty();
        assertThat(output.code()).isZero();
        assertThat(output.lines().get(0)).contains("cores", "Java ", "DJL 0.", "PyTorch ");
        assertThat(output.out()).contains("12 heads of 64, batch 1, float32, medians of 1");
        assertThat(output.lines())
                .anyMatch(line -> line.matches("64 +\\d+\\.\\d +\\d+\\.\\d +\\d+\\.\\d{3}"))
                .anyMatch(line -> line.matches("2,048 +\\d+\\.\\d +\\d+\\.\\d +\\d+\\.\\d{3}"));
    }

    @Test
    void lshPrintsARowForEachLength() {
        Output output = Output.of(new Benchmark(), "lsh", "--lengths", "128,256", "--repeats", "1");

        assertThat(output.err()).isEmpty();
        assertThat(output.code()).isZero();
        assertThat(output.out()).contains("causal, 4 rounds, medians of 1");
        assertThat(output.lines())
                .anyMatch(line -> line.matches("128 +\\d+\\.\\d +\\d+\\.\\d +\\d+\\.\\d\\d"))
                .anyMatch(
                        line ->
                                line.matches(
                                        "256 +\\d+\\.\\d +\\d+\\.\\d\\d +\\d+\\.\\d"
                                                + " +\\d+\\.\\d\\d"));
    }

    /** With one chunk there is nothing to miss; with more rounds less is missed. */
    @Test
    void recallFallsWithTheRoundsAndIsDrawn(@TempDir Path folder) throws IOException {
        Path svg = folder.resolve("recall.svg");
        Output output =
                Output.of(
                        new Benchmark(),
                        "lsh-recall",
                        "--length",
                        "512",
                        "--rounds",
                        "1,8",
                        "--svg",
                        svg.toString());

        assertThat(output.code()).isZero();
        double[] errors =
                output.lines().stream()
                        .filter(line -> line.matches("[18] +\\d\\.\\d{4}"))
                        .mapToDouble(line -> Double.parseDouble(line.split(" +")[1]))
                        .toArray();
        assertThat(errors).hasSize(2);
        assertThat(errors[1]).isPositive().isLessThan(errors[0] / 2);
        assertThat(Files.readString(svg)).startsWith("<svg").contains("<polyline");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void reversibleMeasuresEachDepthInAJvmOfItsOwn() {
        Output output =
                Output.of(new Benchmark(), "reversible", "--layers", "1,2", "--length", "128");

        assertThat(output.code()).isZero();
        assertThat(output.out())
                .containsPattern("reversible +1 layers: peak +[\\d,]+ MB above the model")
                .containsPattern("plain +2 layers: peak +[\\d,]+ MB above the model")
                .containsPattern("gradients, 1 layers: of all parameters at most \\d");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void encoderMeasuresMemoryInAJvmOfItsOwn() {
        Output output = Output.of(new Benchmark(), "encoder", "--layers", "1", "--length", "512");

        assertThat(output.code()).isZero();
        assertThat(output.out())
                .contains("from model.safetensors in")
                .containsPattern("peak for 512 tokens: [\\d,]+ MB; above the loaded model: \\d+ MB")
                .containsPattern("shortest of 3: \\d+\\.\\d\\d s");
    }

    @Test
    void loadingPrintsTimeAndHeap() {
        Output output = Output.of(new Benchmark(), "loading", "--layers", "1");

        assertThat(output.code()).isZero();
        assertThat(output.out())
                .containsPattern(
                        "Criteria.loadModel: \\d+\\.\\d\\d s, \\d+\\.\\d MB allocated on the Java"
                                + " heap")
                .containsPattern("reading every weight once after that: \\d+\\.\\d\\d s");
    }

    @Test
    void memoryPrintsTenRounds() {
        Output output =
                Output.of(
                        new Benchmark(),
                        "memory",
                        "--predictions",
                        "40",
                        "--threads",
                        "2",
                        "--tokens",
                        "32");

        assertThat(output.code()).isZero();
        assertThat(output.lines().stream().filter(line -> line.matches("\\d+ +\\d+\\.\\d +\\d.*")))
                .hasSize(10);
        assertThat(output.out())
                .containsPattern(
                        "against the first 4 predictions: at most \\+\\d+\\.\\d %, at least"
                                + " [+-]\\d+\\.\\d %")
                .contains("2 threads, 32 tokens, Java heap of 260 MB");
    }

    @Test
    void documentsPrintsTimeByLength() {
        Output output =
                Output.of(
                        new Benchmark(),
                        "documents",
                        "--layers",
                        "1",
                        "--max-length",
                        "256",
                        "--window",
                        "32",
                        "--stride",
                        "16",
                        "--characters",
                        "2000,5000");

        assertThat(output.err()).isEmpty();
        assertThat(output.code()).isZero();
        assertThat(output.lines())
                .anyMatch(line -> line.matches("2,000 +\\d+ +\\d+ +\\d+\\.\\d\\d +\\d+\\.\\d{3}"))
                .anyMatch(
                        line -> line.matches("5,000 +[\\d,]+ +\\d+ +\\d+\\.\\d\\d +\\d+\\.\\d{3}"))
                .anyMatch(line -> line.matches("at 5,000 characters .* times that at 2,000"));
    }

    @Test
    void badInputEndsInOneSentence() {
        assertRefused(
                "No benchmark is named; allowed: attention, encoder, memory, loading, documents,"
                        + " lsh, lsh-recall, reversible.");
        assertRefused("Unmatched argument at index 0: 'speed'.", "speed");
        assertRefused("--lengths has 0; allowed", "attention", "--lengths", "64,0");
        assertRefused("--window is 3; allowed: an even number", "attention", "--window", "3");
        assertRefused("--repeats is 0; allowed: 1 or more.", "attention", "--repeats", "0");
        assertRefused("--layers is 0", "encoder", "--layers", "0");
        assertRefused("can't be measured: There is no folder", "encoder", "--folder", "/missing");
        assertRefused("--layers is 0", "loading", "--layers", "0");
        assertRefused("--predictions is 999", "memory", "--predictions", "999");
        assertRefused("--characters has 0; allowed", "documents", "--characters", "0");
        assertRefused("--tokens is 2049; allowed: 3 to 2048.", "memory", "--tokens", "2049");
    }

    private static void assertRefused(String message, String... args) {
        Output output = Output.of(new Benchmark(), args);
        assertThat(output.err()).contains(message);
        assertThat(output.err().lines()).hasSize(1);
        assertThat(output.out()).isEmpty();
        assertThat(output.code()).isEqualTo(2);
    }
}
