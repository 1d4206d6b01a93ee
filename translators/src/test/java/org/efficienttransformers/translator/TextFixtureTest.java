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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.tokenizer.TextFixtures;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts give what transformers gives for them, in either form of the kernels. */
class TextFixtureTest {

    private static final double TOLERANCE = 1e-5;

    static List<Arguments> cases() throws IOException {
        List<Path> folders = new ArrayList<>(TextFixtures.models());
        String more = System.getProperty("textFixtures");
        if (more != null) {
            try (Stream<Path> list = Files.list(Path.of(more))) {
                list.sorted().forEach(folders::add);
            }
        }
        List<Arguments> cases = new ArrayList<>();
        for (Path folder : folders) {
            if (Checkpoint.supports(PretrainedConfig.read(folder).modelType())) {
                cases.add(Arguments.of(folder, "portable"));
                cases.add(Arguments.of(folder, "fused"));
            }
        }
        return cases;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void givesWhatTransformersGives(Path folder, String kernels) throws Exception {
        List<JsonObject> texts = TextFixtures.cases(folder);
        assertThat(texts).isNotEmpty();
        switch (TextFixtures.expected(folder).get("task").getAsString()) {
            case "text-classification" -> textClassification(folder, kernels, texts);
            case "fill-mask" -> fillMask(folder, kernels, texts);
            case "feature-extraction" -> embedding(folder, kernels, texts);
            default -> {}
        }
    }

    private static void textClassification(Path folder, String kernels, List<JsonObject> texts)
            throws IOException, TranslateException {
        try (var model =
                        LoadedModel.load(
                                folder, String.class, Classifications.class, "kernels", kernels);
                Predictor<String, Classifications> predictor = model.predictor()) {
            for (JsonObject text : texts) {
                Classifications answer = predictor.predict(text.get("text").getAsString());
                JsonObject probabilities = text.getAsJsonObject("probabilities");
                assertThat(answer.getClassNames())
                        .containsExactlyInAnyOrderElementsOf(probabilities.keySet());
                probabilities
                        .asMap()
                        .forEach(
                                (label, probability) ->
                                        assertThat(answer.get(label).getProbability())
                                                .isCloseTo(
                                                        probability.getAsDouble(),
                                                        within(TOLERANCE)));
            }
        }
    }

    private static void fillMask(Path folder, String kernels, List<JsonObject> texts)
            throws IOException, TranslateException {
        try (var model =
                        LoadedModel.load(
                                folder, String.class, Classifications[].class, "kernels", kernels);
                Predictor<String, Classifications[]> predictor = model.predictor()) {
            for (JsonObject text : texts) {
                Classifications[] answers = predictor.predict(text.get("text").getAsString());
                // The originals have one mask each, and its answers as "top".
                List<JsonElement> masks =
                        text.has("top")
                                ? List.of(text.get("top"))
                                : text.getAsJsonArray("masks").asList();
                assertThat(answers).hasSize(masks.size());
                for (int i = 0; i < answers.length; i++) {
                    assertFilled((FilledMask) answers[i], masks.get(i).getAsJsonArray());
                }
            }
        }
    }

    private static void assertFilled(FilledMask answer, JsonArray top) {
        assertThat(answer.tokens()).hasSize(top.size());
        for (int i = 0; i < top.size(); i++) {
            JsonObject best = top.get(i).getAsJsonObject();
            assertThat(answer.tokens().get(i))
                    .isEqualTo(
                            new FilledMask.Token(
                                    best.get("id").getAsInt(),
                                    best.get("token").getAsString(),
                                    best.get("text").getAsString()));
            assertThat(answer.getProbabilities().get(i))
                    .isCloseTo(best.get("probability").getAsDouble(), within(TOLERANCE));
        }
    }

    private static void embedding(Path folder, String kernels, List<JsonObject> texts)
            throws IOException, TranslateException {
        for (String pooling : List.of("mean", "cls", "max")) {
            if (!texts.get(0).has(pooling)) {
                continue; // the originals have no max
            }
            try (var model =
                            LoadedModel.load(
                                    folder,
                                    String.class,
                                    float[].class,
                                    "kernels",
                                    kernels,
                                    "pooling",
                                    pooling);
                    Predictor<String, float[]> predictor = model.predictor()) {
                for (JsonObject text : texts) {
                    float[] vector = predictor.predict(text.get("text").getAsString());
                    JsonArray numbers = text.getAsJsonArray(pooling);
                    assertThat(vector).hasSize(numbers.size());
                    for (int i = 0; i < vector.length; i++) {
                        assertThat(vector[i]).isCloseTo(numbers.get(i).getAsFloat(), within(5e-5f));
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void cutsTextsAsTransformersDoes(Path folder) throws IOException {
        try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
            for (JsonObject text : TextFixtures.cases(folder)) {
                if (text.has("input_ids")) {
                    IntStream ids =
                            IntStream.of(tokenizer.encode(text.get("text").getAsString()).ids());
                    ids = IntStream.concat(IntStream.of(tokenizer.single().prefix()), ids);
                    ids = IntStream.concat(ids, IntStream.of(tokenizer.single().suffix()));
                    assertThat(ids.toArray())
                            .isEqualTo(
                                    text.getAsJsonArray("input_ids").asList().stream()
                                            .mapToInt(JsonElement::getAsInt)
                                            .toArray());
                }
            }
        }
    }
}
