/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe runs at the published size, and its loss falls. */
class ListOpsTest {

    @TempDir private Path folder;

    private int run(RecipeRunner runner, String... more) {
        String[] arguments = {
            "--output=" + folder,
            "--layers=1",
            "--hidden-size=32",
            "--heads=2",
            "--max-length=2048",
            "--examples=96",
            "--held-out=4",
            "--epochs=1",
            "--batch-size=4",
            "--learning-rate=5e-3"
        };
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(more));
        return runner.run(new ListOps(), all.toArray(String[]::new));
    }

    private static double mean(List<Double> losses) {
        return losses.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    @Test
    void lossFallsAtThePublishedSize() throws IOException {
        RecipeRunner runner = new RecipeRunner();
        int code = run(runner, "--new=longformer", "--set=attention_window=32");
        assertThat(code).as(runner.err()).isZero();
        List<Double> losses = RecipeRunner.losses(folder);
        assertThat(losses).hasSize(24);
        assertThat(mean(losses.subList(16, 24))).isLessThan(mean(losses.subList(0, 8)));
        assertThat(runner.out()).contains("test        accuracy");
    }

    @Test
    void tellsWhatGuessingReaches() {
        RecipeRunner runner = new RecipeRunner();
        int code =
                run(
                        runner,
                        "--new=performer",
                        "--hidden-size=8",
                        "--examples=2000",
                        "--held-out=1000",
                        "--dry-run");
        assertThat(code).as(runner.err()).isZero();
        Matcher found =
                Pattern.compile("test: (\\S+) by the most .* (\\S+) by the one")
                        .matcher(runner.out());
        assertThat(found.find()).as(runner.out()).isTrue();
        // A tenth would be right if all digits were equally frequent; MIN and MAX see to more.
        assertThat(Double.parseDouble(found.group(1))).isBetween(0.13, 0.2);
        assertThat(Double.parseDouble(found.group(2))).isBetween(0.31, 0.41);
    }

    @Test
    void refusesNumbersThatCantBe() {
        RecipeRunner runner = new RecipeRunner();
        assertThat(run(runner, "--new=full", "--held-out=0"))
                .isEqualTo(CommandLineProgram.BAD_INPUT);
        assertThat(runner.err()).contains("--held-out is 0; allowed: 1 or more.");
    }

    @Test
    void stopsWhereTheLossIsNoNumber() {
        RecipeRunner runner = new RecipeRunner();
        int code =
                run(
                        runner,
                        "--new=performer",
                        "--examples=8",
                        "--learning-rate=1e30",
                        "--warm-up=0");
        assertThat(code).as(runner.out()).isEqualTo(CommandLineProgram.BAD_INPUT);
        assertThat(runner.err()).contains(" at step 2 with learning rate 5.00e+29;");
    }

    @Test
    void refusesModelsThatKnowOtherTokens() {
        RecipeRunner runner = new RecipeRunner();
        assertThat(run(runner, "--model=hf:///some/folder"))
                .isEqualTo(CommandLineProgram.BAD_INPUT);
        assertThat(runner.err()).contains("trains new models on tokens of its own; give --new.");
        RecipeRunner started = new RecipeRunner();
        assertThat(run(started, "--new=full", "--start=some/folder"))
                .isEqualTo(CommandLineProgram.BAD_INPUT);
        assertThat(started.err()).contains("--start is given");
    }
}
