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
import ai.djl.translate.TranslateException;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders whose weights are stored in unusual ways; src/test/resources/cases has their origin. */
class WeightCasesTest {

    private static final Path CASES = Path.of("src/test/resources/cases");

    @ParameterizedTest
    @ValueSource(strings = {"bert", "longformer", "roberta"})
    void tiedWeightUnderTheNameOfTheDecoder(String model) throws IOException, TranslateException {
        Path folder = CASES.resolve("tied-weight-under-decoder-name").resolve(model);
        JsonObject expected = expected(folder);
        try (LoadedModel<String, Classifications> loaded =
                        LoadedModel.load(folder, String.class, Classifications.class);
                Predictor<String, Classifications> predictor = loaded.predictor()) {
            FilledMask filled = (FilledMask) predictor.predict(expected.get("text").getAsString());
            List<Double> probabilities = filled.getProbabilities();
            JsonArray best = expected.getAsJsonArray("top_ids");
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
