/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An encoder-decoder learns from nothing to write texts backwards. */
class SummarizationTest {

    private static final int TEXTS = 3000;
    private static final int HELD = 100;

    @TempDir private Path folder;

    private Path tokenizer;
    private Path train;
    private Path held;
    private final List<String> texts = new ArrayList<>();

    @BeforeEach
    void writeData() throws Exception {
        tokenizer = RecipeRunner.tokenizer(folder.resolve("words"));
        Random random = new Random(7);
        Set<String> all = new HashSet<>();
        while (texts.size() < TEXTS + HELD) {
            StringBuilder text = new StringBuilder();
            int length = 3 + random.nextInt(3);
            for (int i = 0; i < length; i++) {
                text.append(i == 0 ? "" : " ").append(random.nextInt(10));
            }
            if (all.add(text.toString())) {
                texts.add(text.toString());
            }
        }
        train = write("train.csv", texts.subList(HELD, texts.size()));
        held = write("held.csv", texts.subList(0, HELD));
    }

    private Path write(String name, List<String> documents) throws Exception {
        List<String> rows = new ArrayList<>(List.of("document,summary"));
        documents.forEach(text -> rows.add(text + "," + reversed(text)));
        return Files.write(folder.resolve(name), rows);
    }

    private static String reversed(String text) {
        return new StringBuilder(text).reverse().toString();
    }

    private String[] arguments(Path output, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--new=longformer",
                                "--tokenizer=" + tokenizer,
                                "--layers=1",
                                "--hidden-size=64",
                                "--heads=4",
                                "--max-length=16",
                                "--set=attention_window=16",
                                "--set=dropout=0",
                                "--set=init_std=0.1",
                                "--learning-rate=3e-3",
                                "--label-smoothing=0",
                                "--batch-size=64",
                                "--train=" + train,
                                "--validation=" + held,
                                "--output=" + output,
                                "--metric=exact_match"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    @Test
    void learnsToWriteTextsBackwards() throws Exception {
        Path output = folder.resolve("model");
        RecipeRunner runner = new RecipeRunner();
        int code =
                runner.run(
                        new Summarization(),
                        arguments(
                                output,
                                "--epochs=8",
                                "--evaluate-every=188",
                                "--generate=numBeams=2",
                                "--test=" + held));
        assertThat(code).as(runner.err()).isZero();
        JsonObject generation = json(output.resolve("generation_config.json"));
        assertThat(generation.get("num_beams").getAsInt()).isEqualTo(2);
        // The longest text has 5 words between two marks.
        assertThat(generation.get("max_new_tokens").getAsInt()).isEqualTo(7);
        double exact =
                json(output.resolve("run.json"))
                        .getAsJsonObject("test")
                        .get("exact_match")
                        .getAsDouble();
        assertThat(exact).isGreaterThanOrEqualTo(0.98);
        Criteria<String, String> criteria =
                Criteria.builder()
                        .setTypes(String.class, String.class)
                        .optModelUrls("hf://" + output)
                        .build();
        try (ZooModel<String, String> model = criteria.loadModel();
                Predictor<String, String> predictor = model.newPredictor()) {
            List<String> documents = texts.subList(0, HELD);
            List<String> written = predictor.batchPredict(documents);
            int right = 0;
            for (int i = 0; i < HELD; i++) {
                right += written.get(i).equals(reversed(documents.get(i))) ? 1 : 0;
            }
            assertThat(right).isEqualTo((int) Math.round(exact * HELD));
        }
    }

    @Test
    void aNewModelGeneratesAsItsOwnConfigurationSays() throws Exception {
        Files.writeString(
                tokenizer.resolve("generation_config.json"),
                """
                {"num_beams": 7, "max_length": 3, "decoder_start_token_id": 9, "eos_token_id": 11}
                """);
        Path output = folder.resolve("own");
        run(output, new String[] {"--max-steps=1", "--evaluate-every=1"});
        JsonObject config = json(output.resolve("config.json"));
        JsonObject generation = json(output.resolve("generation_config.json"));
        for (String key : List.of("decoder_start_token_id", "pad_token_id", "bos_token_id")) {
            assertThat(generation.get(key)).as(key).isEqualTo(config.get(key)).isNotNull();
        }
        assertThat(generation.get("eos_token_id").toString())
                .contains(config.get("eos_token_id").toString());
        assertThat(config.get("decoder_start_token_id").getAsInt()).isNotEqualTo(9);
        assertThat(generation.has("num_beams")).isFalse();
        assertThat(generation.has("max_length")).isFalse();
        assertThat(generation.get("max_new_tokens").getAsInt()).isEqualTo(7);
    }

    private static JsonObject json(Path file) throws Exception {
        return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    }

    @Test
    void goesOnWhereItStopped() throws Exception {
        Path whole = folder.resolve("whole");
        Path halves = folder.resolve("halves");
        String[] evaluated = {"--epochs=1", "--evaluate-every=4", "--generate=maxNewTokens=7"};
        run(whole, evaluated, "--max-steps=8");
        run(halves, evaluated, "--max-steps=4");
        run(halves, evaluated, "--max-steps=8", "--resume");
        assertThat(RecipeRunner.log(halves)).hasSize(8).isEqualTo(RecipeRunner.log(whole));
        assertThat(halves.resolve("model.safetensors"))
                .hasSameBinaryContentAs(whole.resolve("model.safetensors"));
    }

    private void run(Path output, String[] common, String... more) {
        List<String> all = new ArrayList<>(List.of(common));
        all.addAll(List.of(more));
        RecipeRunner runner = new RecipeRunner();
        int code = runner.run(new Summarization(), arguments(output, all.toArray(String[]::new)));
        assertThat(code).as(runner.err()).isZero();
    }

    @Test
    void refusesWhatItDoesntKnow() {
        Path output = folder.resolve("refused");
        RecipeRunner runner = new RecipeRunner();
        assertThat(runner.run(new Summarization(), arguments(output, "--generate=beams=4")))
                .isEqualTo(2);
        assertThat(runner.err())
                .contains("--generate names 'beams'; allowed: ")
                .contains("numBeams");
        String[] linformer = arguments(output);
        linformer[0] = "--new=linformer";
        assertThat(runner.run(new Summarization(), linformer)).isEqualTo(2);
        assertThat(runner.err())
                .contains("There is no encoder-decoder with the attention linformer");
        assertThat(runner.run(new Summarization(), arguments(output, "--texts=a,b,c")))
                .isEqualTo(2);
        assertThat(runner.err()).contains("--texts is a,b,c; it must name two columns");
    }
}
