/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.efficienttransformers.examples.benchmark.RandomLongformer;
import org.efficienttransformers.examples.cli.FreshJvm;
import org.efficienttransformers.kernel.machine.ProcessMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the benchmarks run and print what they should; how fast things are is no test. */
class BenchmarkTest {

    /** With one chunk there is nothing to miss; with more rounds less is missed. */
    @Test
    void recallFallsWithTheRoundsAndIsDrawn(@TempDir Path folder) throws IOException {
        Path png = folder.resolve("recall.png");
        Output output =
                Output.of(
                        new Benchmark(),
                        "lsh-recall",
                        "--length",
                        "512",
                        "--rounds",
                        "1,8",
                        "--png",
                        png.toString());

        assertThat(output.code()).isZero();
        double[] errors =
                output.lines().stream()
                        .filter(line -> line.matches("[18] +\\d\\.\\d{4}"))
                        .mapToDouble(line -> Double.parseDouble(line.split(" +")[1]))
                        .toArray();
        assertThat(errors).hasSize(2);
        assertThat(errors[1]).isPositive().isLessThan(errors[0] / 2);
        assertThat(ImageIO.read(png.toFile()).getWidth()).isGreaterThan(900);
    }

    @Test
    void checkpointingComparesBothWaysInJvmsOfTheirOwn() {
        assumeTrue(ProcessMemory.resetPeak());
        Output output =
                Output.of(
                        new Benchmark(),
                        "checkpointing",
                        "--layers",
                        "2",
                        "--length",
                        "64",
                        "--hidden",
                        "24",
                        "--window",
                        "16",
                        "--repeats",
                        "1");

        assertThat(output.code()).isZero();
        assertThat(output.out())
                .containsPattern("plain +peak [\\d,]+ MB, -?[\\d,]+ MB above the model")
                .containsPattern("checkpointed +peak [\\d,]+ MB, -?[\\d,]+ MB above the model")
                .containsPattern("gradients +of all parameters at most \\d\\.\\de[-+]\\d+ apart")
                .containsPattern("with checkpoints: \\d\\.\\d\\d of the peak memory");
    }

    @Test
    void reversibleMeasuresEachDepthInAJvmOfItsOwn() {
        assumeTrue(ProcessMemory.resetPeak());
        Output output =
                Output.of(new Benchmark(), "reversible", "--layers", "1,2", "--length", "128");

        assertThat(output.code()).isZero();
        assertThat(output.out())
                .containsPattern("reversible +1 layers: peak +[\\d,]+ MB above the model")
                .containsPattern("plain +2 layers: peak +[\\d,]+ MB above the model")
                .containsPattern("gradients, 1 layers: of all parameters at most \\d");
    }

    @Test
    void encoderMeasuresMemoryInAJvmOfItsOwn() {
        assumeTrue(ProcessMemory.resetPeak());
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
    void startUpPrintsEachStepOfTheExampleAndOfTheDemo(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("bees.txt"), "Bees make honey.");

        Output output = Output.of(new Benchmark(), "start-up", "--repeats", "1", text.toString());

        assertThat(output.err()).isEmpty();
        assertThat(output.code()).isZero();
        Map<String, Double> seconds = new LinkedHashMap<>();
        for (String line : output.lines()) {
            Matcher row = Pattern.compile("(.*\\S) +(\\d+\\.\\d\\d) +\\d+\\.\\d\\d").matcher(line);
            if (row.matches()) {
                seconds.put(row.group(1), Double.valueOf(row.group(2)));
            }
        }
        assertThat(seconds.keySet())
                .containsExactly(
                        "JVM to main",
                        "libtorch",
                        "model and tokenizer",
                        "first answer",
                        "in all",
                        "its first line",
                        "its models loaded",
                        "the first document read",
                        "the documents ranked",
                        "their best passages");
        List<Double> values = List.copyOf(seconds.values());
        double steps = values.subList(0, 4).stream().mapToDouble(Double::doubleValue).sum();
        assertThat(steps).isCloseTo(seconds.get("in all"), within(0.03));
        assertThat(values.subList(5, 10)).isSorted();
        assertThat(output.out()).containsPattern("libtorch's part: \\d+ %");
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
                .contains("2 threads, 32 tokens, float32, Java heap of 260 MB");
    }

    /** A folder needs no weights, and is trained without the dropout that its config.json has. */
    @Test
    void sweepMeasuresModelsThatFoldersDescribe(@TempDir Path folder) throws IOException {
        Path longformer =
                config(folder.resolve("windows"), "longformer", "\"attention_window\": 8");
        Path modernBert = config(folder.resolve("gated"), "modernbert", "\"mlp_dropout\": 0.5");
        Output output =
                Output.of(
                        new Benchmark(),
                        "sweep",
                        "--of",
                        "encoder",
                        "--models",
                        longformer + "," + modernBert,
                        "--global-tokens",
                        "1",
                        "--layers",
                        "1",
                        "--lengths",
                        "32",
                        "--steps",
                        "inference,training",
                        "--repeats",
                        "1");

        assertThat(output.err()).isEmpty();
        assertThat(output.code()).isZero();
        String times = " +fused +\\d+\\.\\d +\\d+\\.\\d .* 1 +(\\d+\\.\\d|-).*";
        for (String model : List.of("full", "windows", "gated")) {
            assertThat(output.lines().stream().filter(line -> line.matches("32 +" + model + times)))
                    .as(model)
                    .hasSize(2);
        }
        assertThat(output.out()).contains("global tokens: 1").doesNotContain("failed", "bigbird");
    }

    /** Writes the config.json of a small model. */
    private static Path config(Path folder, String type, String more) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("config.json"),
                String.format(
                        """
                        {"model_type": "%s", "vocab_size": 300, "num_hidden_layers": 2,
                        "hidden_size": 32, "num_attention_heads": 2, "intermediate_size": 64,
                        "max_position_embeddings": 66, "pad_token_id": 1, %s}
                        """,
                        type, more));
        return folder;
    }

    /** float16 keeps 11 bits, bfloat16 8; what the Blocks give in float32 is exact. */
    @Test
    void errorsGrowAsBitsBecomeFewer(@TempDir Path folder) throws IOException {
        RandomLongformer.write(folder, 1, 64, 16);
        Output output =
                Output.of(
                        new Benchmark(),
                        "errors",
                        "--models",
                        folder.toString(),
                        "--dtypes",
                        "float32,float16,int8",
                        "--length",
                        "40");

        assertThat(output.err()).isEmpty();
        assertThat(output.code()).isZero();
        double[] means =
                output.lines().stream()
                        .filter(line -> line.startsWith(folder.getFileName().toString()))
                        .mapToDouble(line -> Double.parseDouble(line.split(" +")[2]))
                        .toArray();
        assertThat(means).hasSize(3).isSorted();
        assertThat(means[0]).isZero();
        assertThat(means[1]).isBetween(1e-5, 1e-2);
        assertThat(means[2]).isBetween(2 * means[1], 0.1);
    }

    @Test
    void memoryReadsIdsOfDrawnLengthsWithAModel(@TempDir Path folder) throws IOException {
        RandomLongformer.write(folder, 1, 64, 16);
        Output output =
                Output.of(
                        new Benchmark(),
                        "memory",
                        "--model",
                        folder.toString(),
                        "--predictions",
                        "20",
                        "--threads",
                        "2",
                        "--tokens",
                        "60",
                        "--draw-lengths");

        assertThat(output.err()).isEmpty();
        assertThat(output.code()).isZero();
        assertThat(output.out()).contains("2 threads, up to 60 tokens, float32");
        assertThat(output.lines().stream().filter(line -> line.matches("\\d+ +\\d+\\.\\d +\\d.*")))
                .hasSize(10);
        assertThat(output.lines())
                .anyMatch(line -> line.matches("loaded +\\d+\\.\\d"))
                .anyMatch(line -> line.matches("closed +\\d+\\.\\d"));
    }

    /** On servers Java often has no module for pictures, which nothing but pictures needs. */
    @Test
    void runsWithoutTheModuleForPictures() throws IOException {
        String modules =
                "java.base,java.logging,java.management,java.naming,java.net.http,java.sql,"
                        + "java.xml,jdk.management,jdk.unsupported,jdk.zipfs";
        Process process =
                FreshJvm.start(
                        List.of("--limit-modules", modules),
                        Benchmark.class,
                        "sweep",
                        "--mechanisms",
                        "full",
                        "--lengths",
                        "8",
                        "--repeats",
                        "1",
                        "--measure",
                        "time");
        try (InputStream output = process.getInputStream()) {
            assertThat(new String(output.readAllBytes(), Charset.defaultCharset()))
                    .containsPattern("(?m)^8 +full +fused +\\d");
        }
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
    void batchesPrintsTimeOfEachWay() {
        Output output =
                Output.of(
                        new Benchmark(),
                        "batches",
                        "--layers",
                        "1",
                        "--lengths",
                        "5,40",
                        "--copies",
                        "2",
                        "--repeats",
                        "1");

        assertThat(output.err()).isEmpty();
        assertThat(output.code()).isZero();
        assertThat(output.lines())
                .anyMatch(line -> line.matches("one by one +\\d+\\.\\d ms +1\\.00"))
                .anyMatch(line -> line.matches("as a list +\\d+\\.\\d ms +\\d+\\.\\d\\d"))
                .anyMatch(line -> line.matches("padded .* ms +\\d+\\.\\d\\d"));
    }

    @Test
    void summariesPrintsTimeAndMemory() {
        Output output =
                Output.of(
                        new Benchmark(),
                        "summaries",
                        "--layers",
                        "1",
                        "--hidden-size",
                        "64",
                        "--length",
                        "64",
                        "--tokens",
                        "4",
                        "--beams",
                        "2",
                        "--repeats",
                        "1",
                        "--grow",
                        "64");

        assertThat(output.err()).isEmpty();
        assertThat(output.code()).isZero();
        assertThat(output.lines())
                .anyMatch(line -> line.matches("1 +\\d+\\.\\d\\d +\\d+"))
                .anyMatch(line -> line.matches("2 to 33 +\\d+\\.\\d"));
    }

    @Test
    void badInputEndsInOneSentence() {
        assertRefused(
                "No benchmark is named; allowed: sweep, encoder, memory, checkpointing, loading,"
                        + " documents, batches, summaries, errors, lsh-recall, reversible, plan-memory, start-up.");
        assertRefused("There is no benchmark 'speed'; allowed: sweep, ", "speed");
        assertRefused("--layers is 0", "encoder", "--layers", "0");
        assertRefused("--hidden is 100", "checkpointing", "--hidden", "100");
        assertRefused("can't be measured: There is no folder", "encoder", "--folder", "/missing");
        assertRefused("--beams is 0; allowed: 1 or more.", "summaries", "--beams", "0");
        assertRefused("--layers is 0", "loading", "--layers", "0");
        assertRefused("--repeats is 0; allowed: 1 or more.", "start-up", "--repeats", "0");
        assertRefused("--predictions is 999", "memory", "--predictions", "999");
        assertRefused("--characters is [0]; allowed: 1 or more.", "documents", "--characters", "0");
        assertRefused("--lengths is [2]; allowed: 3 or more", "batches", "--lengths", "2");
        assertRefused("--copies is 0", "batches", "--copies", "0");
        assertRefused("--tokens is 2049; allowed: 3 to 2048, or", "memory", "--tokens", "2049");
        assertRefused(
                "--dtypes is wrong: dtype is 'x'", "errors", "--models", ".", "--dtypes", "x");
        assertRefused("where there is no config.json", "errors", "--models", "missing");
        assertRefused("Missing required option: '--models=FOLDER'", "errors");
    }

    @Test
    void badSweepsEndInOneSentence() {
        String sweep = "sweep";
        assertRefused(
                "'--mechanisms' (NAME): expected one of [full, longformer, bigbird, reformer,"
                        + " linformer, performer,",
                sweep,
                "--mechanisms",
                "full,flash");
        assertRefused(
                "--lengths is [64, 0]; allowed: numbers of 1 or more, each greater",
                sweep,
                "--lengths",
                "64,0");
        assertRefused("--lengths is [64, 64]; allowed", sweep, "--lengths", "64,64");
        assertRefused(
                "--mechanisms has longformer: The attention window is 3; it must be an even number",
                sweep,
                "--set",
                "attention_window=3");
        assertRefused(
                "--mechanisms has bigbird: block_size is '0'; allowed: a whole number of 1 or more.",
                sweep,
                "--set",
                "block_size=0");
        assertRefused("--set names 'window'; allowed: [", sweep, "--set", "window=3");
        assertRefused("--repeats is 0; allowed: 1 or more.", sweep, "--repeats", "0");
        assertRefused("--batch is [1, 0]; allowed: 1 or more.", sweep, "--batch", "1,0");
        assertRefused("--max-seconds is -1.0", sweep, "--max-seconds", "-1");
        assertRefused("--kernels has auto; allowed", sweep, "--kernels", "auto");
        assertRefused(
                "--kernels has bfloat16, and --mechanisms has reformer",
                sweep,
                "--kernels",
                "bfloat16");
        assertRefused(
                "--kernels has bfloat16; allowed: portable, fused, in inference",
                sweep,
                "--kernels",
                "bfloat16",
                "--steps",
                "training");
        assertRefused("bigbird, which has no causal form", sweep, "--causal");
        assertRefused("where there is no config.json", sweep, "--models", "missing");
        assertRefused("--global-tokens is -1", sweep, "--global-tokens", "-1");
        assertRefused("--mechanisms knows none", sweep, "--global-tokens", "1");
        assertRefused("and there is no such file", sweep, "--torchscript", "missing.pt");
        assertRefused("traced models are whole models", sweep, "--torchscript", "pom.xml");
        assertRefused("'--preset': expected one of [ENCODER_TIME,", sweep, "--preset", "x");
    }

    private static void assertRefused(String message, String... args) {
        Output output = Output.of(new Benchmark(), args);
        assertThat(output.err()).contains(message);
        assertThat(output.err().lines()).hasSize(1);
        assertThat(output.out()).isEmpty();
        assertThat(output.code()).isEqualTo(2);
    }
}
