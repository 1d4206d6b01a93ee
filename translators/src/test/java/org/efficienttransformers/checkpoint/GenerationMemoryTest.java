/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.efficienttransformers.generate.GenerationSettings;
import org.efficienttransformers.generate.TextGenerator;
import org.efficienttransformers.generate.TokenPredictor;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fifty summaries leave no more arrays than one, on no manager of the model's. */
class GenerationMemoryTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final Pattern COUNT = Pattern.compile("resource count: (\\d+)");
    private static final Settings SETTINGS =
            Settings.DEFAULT
                    .with(GenerationSettings.NUM_BEAMS, 3)
                    .with(GenerationSettings.MAX_NEW_TOKENS, 10)
                    .with(GenerationSettings.MIN_NEW_TOKENS, 10);

    @ParameterizedTest
    @CsvSource({
        "led-first-token-global, auto",
        "led-first-token-global, portable",
        "bigbird-pegasus-biases, auto",
        "longt5-tglobal, auto",
        "longt5-tglobal, portable"
    })
    void summariesLeaveNothingBehind(String fixture, String kernels) throws IOException {
        LoadOptions options = LoadOptions.of(Map.of("kernels", kernels));
        try (NDManager manager = NDManager.newBaseManager()) {
            TransformerModel model =
                    Checkpoint.load(FIXTURES.resolve(fixture), manager, options).model();
            summarize(model, manager);
            int first = resources(manager);
            for (int i = 0; i < 50; i++) {
                summarize(model, manager);
            }
            assertThat(resources(manager)).isEqualTo(first).isPositive();
        }
    }

    /** Who forgets to close what was read is noticed, and so is an array next to the parameters. */
    @Test
    void whatIsLeftBehindIsNoticed() throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            Path folder = FIXTURES.resolve("led-first-token-global");
            TransformerModel model = Checkpoint.load(folder, manager, LoadOptions.DEFAULT).model();
            summarize(model, manager);
            int first = resources(manager);
            try (NDArray ids = manager.create(new long[][] {{0, 5, 6, 2}})) {
                ids.setName("input_ids");
                TokenPredictor.of(model, new NDList(ids), manager).read(true, new long[] {2});
            }
            int second = resources(manager);
            assertThat(second).isGreaterThan(first);
            model.getParameters().valueAt(0).getArray().getManager().create(1);
            assertThat(resources(manager)).isGreaterThan(second);
        }
    }

    private static void summarize(TransformerModel model, NDManager manager) {
        long[] tokens = {0, 5, 6, 7, 8, 9, 10, 2, 0, 15, 16, 17, 18, 19, 20, 2};
        try (NDArray flat = manager.create(tokens);
                NDArray ids = flat.reshape(2, 8)) {
            ids.setName("input_ids");
            new TextGenerator(SETTINGS, 1).generate(model, new NDList(ids));
        }
    }

    /** How much a manager and all below it own, which DJL tells on standard output alone. */
    private static int resources(NDManager manager) {
        PrintStream standard = System.out;
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        try (PrintStream captured = new PrintStream(told, true, StandardCharsets.UTF_8)) {
            System.setOut(captured);
            ((BaseNDManager) manager).debugDump(0);
        } finally {
            System.setOut(standard);
        }
        int sum = 0;
        Matcher matcher = COUNT.matcher(told.toString(StandardCharsets.UTF_8));
        while (matcher.find()) {
            sum += Integer.parseInt(matcher.group(1));
        }
        return sum;
    }
}
