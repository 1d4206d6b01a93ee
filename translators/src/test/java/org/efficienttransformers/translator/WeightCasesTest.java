/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.TranslateException;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.checkpoint.LoadOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders whose weights are stored in unusual ways; src/test/resources/cases has their origin. */
class WeightCasesTest {

    private static final Path CASES = Path.of("src/test/resources/cases");

    @ParameterizedTest
    @ValueSource(strings = {"bert", "longformer", "roberta"})
    void tiedWeightUnderTheNameOfTheDecoder(String model) throws IOException, TranslateException {
        assertFills(CASES.resolve("tied-weight-under-decoder-name").resolve(model), "top_ids");
    }

    /** What the notebook of Longformer's authors leaves calls itself RoBERTa. */
    @Test
    void robertaWithAWindowIsALongformer() throws IOException, TranslateException {
        Path folder = CASES.resolve("roberta-long-notebook").resolve("model");
        assertFills(folder, "top_ids_as_longformer");
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThat(Checkpoint.load(folder, manager, LoadOptions.DEFAULT).report().derived())
                    .anyMatch(note -> note.startsWith("loaded as a Longformer"));
        }
    }

    @Test
    void bertLmHeadModelIsALanguageModel() throws IOException, TranslateException {
        Path folder = CASES.resolve("bert-lm-head-model").resolve("model");
        JsonObject expected = expected(folder);
        try (LoadedModel<String, String> loaded =
                        LoadedModel.load(
                                folder, String.class, String.class, "returnFullText", "false");
                Predictor<String, String> predictor = loaded.predictor()) {
            assertThat(predictor.predict("Bees make honey")).isNotEmpty();
        }
        try (LoadedModel<NDList, NDList> loaded =
                        LoadedModel.load(folder, NDList.class, NDList.class);
                Predictor<NDList, NDList> predictor = loaded.predictor();
                NDManager manager = NDManager.newBaseManager()) {
            long[] ids = numbers(expected, "ids");
            long[] next = numbers(expected, "next_ids");
            NDArray logits =
                    predictor.predict(new NDList(manager.create(ids).expandDims(0))).get("logits");
            long[] best = logits.argMax(-1).toLongArray();
            assertThat(Arrays.copyOfRange(best, ids.length - next.length, ids.length))
                    .containsExactly(next);
        }
    }

    private static long[] numbers(JsonObject expected, String name) {
        return StreamSupport.stream(expected.getAsJsonArray(name).spliterator(), false)
                .mapToLong(JsonElement::getAsLong)
                .toArray();
    }

    private static void assertFills(Path folder, String name)
            throws IOException, TranslateException {
        JsonObject expected = expected(folder);
        try (LoadedModel<String, Classifications> loaded =
                        LoadedModel.load(folder, String.class, Classifications.class);
                Predictor<String, Classifications> predictor = loaded.predictor()) {
            FilledMask filled = (FilledMask) predictor.predict(expected.get("text").getAsString());
            List<Double> probabilities = filled.getProbabilities();
            JsonArray best = expected.getAsJsonArray(name);
            for (int i = 0; i < best.size(); i++) {
                JsonArray token = best.get(i).getAsJsonArray();
                assertThat(filled.tokens().get(i).id()).isEqualTo(token.get(0).getAsInt());
                assertThat(probabilities.get(i))
                        .isCloseTo(token.get(1).getAsDouble(), within(1e-6));
            }
        }
    }

    @Test
    void fileThatTorchWroteBefore16() throws IOException, TranslateException {
        Path folder = CASES.resolve("legacy-torch-save").resolve("model");
        JsonObject expected = expected(folder);
        try (LoadedModel<String, float[]> loaded =
                        LoadedModel.load(
                                folder,
                                String.class,
                                float[].class,
                                "pooling",
                                "mean",
                                "normalize",
                                "false");
                Predictor<String, float[]> predictor = loaded.predictor()) {
            float[] vector = predictor.predict(expected.get("text").getAsString());
            int i = 0;
            for (JsonElement number : expected.getAsJsonArray("vector")) {
                assertThat(vector[i++]).isCloseTo(number.getAsFloat(), within(5e-5f));
            }
            assertThat(i).isEqualTo(vector.length);
        }
    }

    private static JsonObject expected(Path folder) throws IOException {
        return JsonParser.parseString(Files.readString(folder.resolve("expected.json")))
                .getAsJsonObject();
    }
}
