/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.tokenizer.TokenizerFuzz;
import org.efficienttransformers.weights.IndexFuzz;
import org.efficienttransformers.weights.LegacyTorchFuzz;
import org.efficienttransformers.weights.OnnxFuzz;
import org.efficienttransformers.weights.SafetensorsFuzz;
import org.efficienttransformers.weights.TorchFuzz;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Damages good files at random and has them read in child JVMs. A reader may read what is left or
 * refuse it as its documentation says; it may not do anything else, nor take long, nor take memory.
 *
 * <p>The build makes a share of the inputs; {@code mvn test -pl translators -am -Pfuzz} makes all
 * of them, {@code -Dfuzz.seed=7} others. Inputs that a reader failed on are left in {@code
 * target/fuzz}.
 */
class FuzzTest {

    private static final Logger logger = LoggerFactory.getLogger(FuzzTest.class);

    private static final double SHARE =
            Double.parseDouble(System.getProperty("fuzz.share", "0.005"));
    private static final long SEED = Long.getLong("fuzz.seed", 2026);

    @TempDir private Path folder;

    static List<FuzzTarget> targets() throws IOException {
        return List.of(
                new SafetensorsFuzz(),
                new TorchFuzz(),
                new LegacyTorchFuzz(),
                new IndexFuzz(),
                new OnnxFuzz(),
                new TokenizerFuzz());
    }

    @ParameterizedTest
    @MethodSource("targets")
    void everyInputIsReadOrRefused(FuzzTarget target) throws IOException, InterruptedException {
        String name = target.getClass().getSimpleName();
        int count = (int) Math.ceil(target.count() * SHARE);
        Path kept = Files.createDirectories(Path.of("target", "fuzz"));
        FuzzRun run = new FuzzRun(target, SEED, folder.resolve("input"), kept);

        run.run(count);

        Map<FuzzOutcome, Integer> counts = run.counts();
        logger.info("{} inputs of {}, seed {}: {}", count, name, SEED, counts);
        assertThat(run.faults()).isEmpty();
        // A run that only refuses, or only reads, would show nothing.
        assertThat(counts).containsKeys(FuzzOutcome.READ, FuzzOutcome.REFUSED);
    }
}
