/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.util.StringPair;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.checkpoint.LoadOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Folders for late interaction give the vectors and scores of sentence-transformers. */
class LateInteractionTest {

    private static final Path ROOT = Path.of("src/test/resources/colbert");

    /** {@code -DcolbertOutput=folder} keeps what is saved, to be loaded in Python. */
    private static final String KEPT = System.getProperty("colbertOutput");

    private static final float TOLERANCE = 1e-5f;

    @TempDir private Path scratch;

    static List<String> cases() {
        try (Stream<Path> list = Files.list(ROOT)) {
            return list.filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> texts(String kind) throws IOException {
        JsonObject texts = SentenceFixtures.json(ROOT.resolve("texts.json")).getAsJsonObject();
        return texts.getAsJsonArray(kind).asList().stream().map(JsonElement::getAsString).toList();
    }

    private static JsonArray expected(String name, String what) throws IOException {
        Path file = ROOT.resolve(name).resolve("expected.json");
        return SentenceFixtures.json(file).getAsJsonObject().getAsJsonArray(what);
    }

    private static List<float[][]> vectors(Path folder, String side, List<String> texts)
            throws Exception {
        try (var model =
                        LoadedModel.load(
                                folder,
                                String.class,
                                float[][].class,
                                "truncation",
                                true,
                                "promptName",
                                side);
                Predictor<String, float[][]> predictor = model.predictor()) {
            return predictor.batchPredict(texts);
        }
    }

    private static float[] floats(JsonElement numbers) {
        JsonArray array = numbers.getAsJsonArray();
        float[] floats = new float[array.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = array.get(i).getAsFloat();
        }
        return floats;
    }

    private static void compare(List<float[][]> given, JsonArray expected) {
        for (int i = 0; i < given.size(); i++) {
            JsonArray tokens = expected.get(i).getAsJsonArray();
            assertThat(given.get(i)).as("text %s", i).hasNumberOfRows(tokens.size());
            for (int j = 0; j < tokens.size(); j++) {
                assertThat(given.get(i)[j])
                        .as("text %s, token %s", i, j)
                        .containsExactly(floats(tokens.get(j)), within(TOLERANCE));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheVectorsOfSentenceTransformers(String name) throws Exception {
        Path folder = ROOT.resolve(name);
        compare(vectors(folder, "query", texts("queries")), expected(name, "queries"));
        compare(vectors(folder, "document", texts("documents")), expected(name, "documents"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesItsScores(String name) throws Exception {
        Path folder = ROOT.resolve(name);
        List<String> documents = texts("documents");
        List<RerankInput> inputs = new ArrayList<>();
        for (String query : texts("queries")) {
            inputs.add(new RerankInput(query, documents));
        }
        JsonArray expected = expected(name, "scores");
        try (var model =
                        LoadedModel.load(
                                folder, RerankInput.class, float[].class, "truncation", true);
                Predictor<RerankInput, float[]> predictor = model.predictor();
                var pairs =
                        LoadedModel.load(
                                folder, StringPair.class, float[].class, "truncation", true);
                Predictor<StringPair, float[]> scores = pairs.predictor()) {
            List<float[]> given = predictor.batchPredict(inputs);
            for (int i = 0; i < inputs.size(); i++) {
                assertThat(given.get(i))
                        .containsExactly(floats(expected.get(i)), within(10 * TOLERANCE));
            }
            float[] score = scores.predict(new StringPair(inputs.get(1).query(), documents.get(0)));
            assertThat(score).containsExactly(new float[] {given.get(1)[0]}, within(TOLERANCE));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheSameAfterSaving(String name) throws Exception {
        Path folder = ROOT.resolve(name);
        Path saved = (KEPT == null ? scratch : Path.of(KEPT)).resolve(name);
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            Checkpoint.load(folder, manager, LoadOptions.DEFAULT)
                    .save(folder, saved, DataType.FLOAT32);
        }
        compare(vectors(saved, "query", texts("queries")), expected(name, "queries"));
        compare(vectors(saved, "document", texts("documents")), expected(name, "documents"));
    }

    /** Each token of a longer document has one vector, whatever window it is in. */
    @Test
    void windowsOfALongerDocumentGiveEachTokenOneVector() throws Exception {
        String text = "Bees make honey in Paris. ".repeat(12);
        Path folder = ROOT.resolve("version-6-plain");
        try (var whole = LoadedModel.load(folder, String.class, float[][].class, "maxLength", 64);
                Predictor<String, float[][]> one = whole.predictor();
                var cut = LoadedModel.load(folder, String.class, float[][].class, "stride", 20);
                Predictor<String, float[][]> several = cut.predictor()) {
            String fits = text.substring(0, 60);
            assertThat(several.predict(fits)).hasNumberOfRows(one.predict(fits).length);
            int single = one.predict("Bees").length; // with what stands around a text
            int repeated = several.predict(text).length;
            int twice = several.predict(text + text).length;
            assertThat(twice - repeated).isEqualTo(repeated - single + tokensOfBees(one));
        }
    }

    private static int tokensOfBees(Predictor<String, float[][]> predictor) throws Exception {
        return predictor.predict("Bees").length - predictor.predict("").length;
    }

    @Test
    void longerQueriesAreNotCutWithoutAWord() throws Exception {
        try (var model =
                        LoadedModel.load(
                                ROOT.resolve("stanford"), RerankInput.class, float[].class);
                Predictor<RerankInput, float[]> predictor = model.predictor()) {
            RerankInput input = new RerankInput("where is it ".repeat(20), List.of("Bees"));
            assertThatThrownBy(() -> predictor.predict(input))
                    .hasMessageContaining("The query is")
                    .hasMessageContaining("at most 24")
                    .hasMessageContaining("truncation=true");
        }
    }

    @Test
    void oneVectorOfATextIsRefusedWithTheTypesToAskFor() {
        for (String name : cases()) {
            assertThatThrownBy(
                            () -> LoadedModel.load(ROOT.resolve(name), String.class, float[].class))
                    .as(name)
                    .hasMessageContaining("vector of each token")
                    .hasMessageContaining("float[][]");
        }
        assertThatThrownBy(
                        () ->
                                LoadedModel.load(
                                        SentenceFixtures.ROOT.resolve("encoder"),
                                        String.class,
                                        float[][].class))
                .hasMessageContaining("MultiVectorEncoder")
                .hasMessageContaining("HF_ColBERT");
    }

    /** What a folder may say that can't be done, and the sentence that says so. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pylate|config_sentence_transformers.json|\"query_length\": 40|\"query_length\": 900000000|filled up to 900000000",
                "pylate|config_sentence_transformers.json|\"query_length\": 40|\"query_length\": -1|it must be a number of tokens",
                "version-6|sentence_bert_config.json|\"min\"|\"max\"|supported: fixed, min",
                "version-6|sentence_bert_config.json|[unused0]|[absent]|no such token",
                "version-6|2_MultiVectorMask/config.json|: null|: [7]|keep_only_token_ids",
                "version-6|3_Normalize/config.json|\"token_embeddings\"|\"other\"|module_input_name = other",
                "version-6|1_Dense/config.json|\"in_features\": 16|\"in_features\": 8|shape",
                "version-6|modules.json|MultiVectorMask\"|HierarchicalTokenPooling\"|HierarchicalTokenPooling",
            })
    void refusesWhatCantBeDone(
            String name, String file, String before, String after, String sentence)
            throws Exception {
        Path folder = scratch.resolve("changed");
        SentenceFixtures.copy(ROOT.resolve(name), folder);
        String text = Files.readString(folder.resolve(file));
        assertThat(text).contains(before);
        Files.writeString(folder.resolve(file), text.replace(before, after));
        assertThatThrownBy(() -> LoadedModel.load(folder, RerankInput.class, float[].class))
                .hasMessageContaining(sentence);
    }

    @Test
    void servesRequests() throws Exception {
        try (var model = LoadedModel.load(ROOT.resolve("stanford"), Input.class, Output.class);
                Predictor<Input, Output> predictor = model.predictor()) {
            Input input = new Input();
            input.addProperty("Content-Type", "application/json");
            String body = "{\"query\": \"Bees\", \"texts\": [\"Bees make honey.\", \"bees\"]}";
            input.add(body.getBytes(StandardCharsets.UTF_8));
            String answer = predictor.predict(input).getData().getAsString();
            JsonArray expected = expected("stanford", "scores").get(1).getAsJsonArray();
            JsonArray scores = JsonParser.parseString(answer).getAsJsonArray();
            assertThat(scores.get(0).getAsDouble())
                    .isCloseTo(expected.get(1).getAsDouble(), within(1e-4));
            assertThat(scores.get(1).getAsDouble())
                    .isCloseTo(expected.get(3).getAsDouble(), within(1e-4));
        }
    }

    @Test
    void vectorsOfDifferentModelsAreNotCompared() {
        float[][] query = {{1, 0}};
        assertThat(MaxSim.score(new float[][] {{1, 0}, {0, 2}}, new float[][] {{3, 4}, {-1, 5}}))
                .isEqualTo(3 + 10);
        assertThatThrownBy(() -> MaxSim.score(query, new float[][] {{1, 2, 3}}))
                .hasMessageContaining("has 2 numbers")
                .hasMessageContaining("3");
        assertThatThrownBy(() -> MaxSim.score(query, new float[0][]))
                .hasMessageContaining("no vectors");
    }
}
