/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.efficienttransformers.weights.TensorStore;
import org.efficienttransformers.weights.safetensors.SafetensorsStore;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * transformers loads a folder that the recipe saved and generates the same by it: its answers are
 * recorded, and a folder that is saved today differs from the recorded one in its weights only.
 */
class SavedSummariesTest {

    private static final Path SAVED =
            Path.of("src/test/resources/saved-summaries").toAbsolutePath();

    @TempDir private Path temporary;

    private static JsonObject json(Path file) throws Exception {
        return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    }

    @ParameterizedTest
    @CsvSource({
        "led, default, auto",
        "led, greedy, portable",
        "bigbird-pegasus, default, auto",
        "bigbird-pegasus, greedy, portable"
    })
    void generatesWhatTransformersGenerated(String name, String run, String kernels)
            throws Exception {
        JsonObject expected = json(SAVED.resolve(name).resolve("expected.json"));
        Criteria.Builder<String, String> criteria =
                Criteria.builder()
                        .setTypes(String.class, String.class)
                        .optModelUrls("hf://" + SAVED.resolve(name))
                        .optArgument("kernels", kernels);
        if (run.equals("greedy")) {
            criteria.optArgument("numBeams", 1).optArgument("maxNewTokens", 12);
        }
        List<String> texts = new ArrayList<>();
        List<String> written = new ArrayList<>();
        for (JsonElement each : expected.getAsJsonArray("cases")) {
            texts.add(each.getAsJsonObject().get("text").getAsString());
            written.add(each.getAsJsonObject().getAsJsonObject(run).get("text").getAsString());
        }
        try (ZooModel<String, String> model = criteria.build().loadModel();
                Predictor<String, String> predictor = model.newPredictor()) {
            assertThat(predictor.batchPredict(texts)).isEqualTo(written).doesNotContain("");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "led, --new=longformer --set=attention_window=8",
        "bigbird-pegasus, --new=bigbird --set=block_size=4 --set=num_random_blocks=1"
                + " --set=scale_embedding=true"
    })
    void theRecipeSavesWhatTransformersLoaded(String name, String kind) throws Exception {
        Path output = temporary.resolve(name);
        List<String> arguments = new ArrayList<>(List.of(kind.split(" ")));
        arguments.addAll(
                List.of(
                        "--tokenizer=" + RecipeRunner.tokenizer(temporary.resolve("words")),
                        "--layers=1",
                        "--hidden-size=32",
                        "--heads=2",
                        "--max-length=64",
                        "--set=init_std=0.1",
                        "--generate=numBeams=3",
                        "--generate=noRepeatNgramSize=2",
                        "--max-steps=1",
                        "--train=" + SAVED.resolve("train.csv"),
                        "--validation=" + SAVED.resolve("train.csv"),
                        "--output=" + output));
        RecipeRunner runner = new RecipeRunner();
        int code = runner.run(new Summarization(), arguments.toArray(String[]::new));
        assertThat(code).as(runner.err()).isZero();
        Path recorded = SAVED.resolve(name);
        for (String file : List.of("config.json", "generation_config.json")) {
            assertThat(json(output.resolve(file))).as(file).isEqualTo(json(recorded.resolve(file)));
        }
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            assertThat(output.resolve(file)).hasSameTextualContentAs(recorded.resolve(file));
        }
        assertThat(shapes(output)).isEqualTo(shapes(recorded)).isNotEmpty();
    }

    private static Map<String, Shape> shapes(Path folder) throws Exception {
        Map<String, Shape> shapes = new TreeMap<>();
        try (TensorStore store = SafetensorsStore.open(folder.resolve("model.safetensors"))) {
            for (String name : store.names()) {
                shapes.put(name, store.shape(name));
            }
        }
        return shapes;
    }
}
