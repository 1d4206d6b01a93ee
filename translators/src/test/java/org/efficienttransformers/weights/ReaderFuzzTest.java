/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Damages good files at random. A reader may load what is left or refuse it with a {@link
 * WeightFormatException}; it may not do anything else, nor take long, nor take memory.
 *
 * <p>{@code -Dfuzz.count=200000} runs longer, {@code -Dfuzz.seed=7} elsewhere. The file that a run
 * fails on is left in {@code target/fuzz}.
 */
class ReaderFuzzTest {

    private static final Logger logger = LoggerFactory.getLogger(ReaderFuzzTest.class);

    private static final Path TORCH = Path.of("src/test/resources/weights/torch");
    private static final int COUNT = Integer.getInteger("fuzz.count", 20_000);
    private static final long SEED = Long.getLong("fuzz.seed", 2026);

    @TempDir private Path folder;

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void everyMutantLoadsOrIsRefused() throws IOException {
        List<FuzzSample> samples = samples();
        Random random = new Random(SEED);
        Mutator mutator = new Mutator(random, samples.stream().map(FuzzSample::whole).toList());
        Map<String, Integer> outcomes = new TreeMap<>();
        logger.info("{} mutants of {} files, seed {}", COUNT, samples.size(), SEED);
        for (int i = 0; i < COUNT; i++) {
            FuzzSample sample = samples.get(random.nextInt(samples.size()));
            byte[] mutant = sample.damaged(mutator);
            outcomes.merge(sample.kind() + " " + judge(i, sample.kind(), mutant), 1, Integer::sum);
        }
        logger.info("{}", outcomes);
        // A run that only refuses, or only loads, would show nothing.
        assertThat(outcomes.keySet())
                .contains(
                        "bin loaded",
                        "bin refused",
                        "onnx loaded",
                        "onnx refused",
                        "safetensors loaded",
                        "safetensors refused");
    }

    private static List<FuzzSample> samples() throws IOException {
        List<FuzzSample> samples = new ArrayList<>();
        try (Stream<Path> files = Files.list(TORCH)) {
            for (Path file : files.sorted().toList()) {
                samples.add(FuzzSample.of(file));
            }
        }
        byte[] onnx = OnnxFiles.small();
        for (int i = 0; i < samples.size() / 4; i++) {
            samples.add(FuzzSample.onnx(onnx));
        }
        return List.copyOf(samples);
    }

    /** Reads a mutant and tells what came of it; fails the test if that is not allowed. */
    private String judge(int number, String kind, byte[] mutant) throws IOException {
        Path file = folder.resolve(number + "." + kind);
        Files.write(file, mutant);
        try {
            ReaderProbe.Outcome outcome = ReaderProbe.read(file);
            assertThat(outcome).matches(ReaderProbe.Outcome::isCheap);
            return outcome.refusal() == null ? "loaded" : "refused";
        } catch (Throwable e) {
            Path kept = Path.of("target", "fuzz", SEED + "-" + number + "." + kind);
            Files.createDirectories(kept.getParent());
            Files.write(kept, mutant);
            throw new AssertionError("Seed " + SEED + ", mutant " + number + ": " + kept, e);
        } finally {
            Files.delete(file);
        }
    }
}
