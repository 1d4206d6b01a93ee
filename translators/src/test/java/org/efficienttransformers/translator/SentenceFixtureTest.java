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
import ai.djl.util.StringPair;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.sentence.SentenceFolder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Folders of sentence-transformers give its vectors and scores. */
class SentenceFixtureTest {

    private static final float TOLERANCE = 1e-5f;

    /** Its names of arguments and ours. */
    private static final Map<String, String> ARGUMENTS =
            Map.of(
                    "prompt",
                    "prompt",
                    "prompt_name",
                    "promptName",
                    "truncate_dim",
                    "dimensions",
                    "normalize_embeddings",
                    "normalize");

    @TempDir private Path scratch;

    static List<String> embeddings() {
        return SentenceFixtures.names(false);
    }

    static List<String> scores() {
        return SentenceFixtures.names(true);
    }

    @ParameterizedTest
    @MethodSource("embeddings")
    void givesTheVectorsOfSentenceTransformers(String name) throws Exception {
        Path folder = SentenceFixtures.assemble(name, scratch.resolve("model"));
        List<String> texts = texts("texts");
        for (JsonElement run : SentenceFixtures.expected(name).getAsJsonArray()) {
            // There a longer text is cut without a word.
            List<Object> arguments = new ArrayList<>(List.of("truncation", true));
            JsonObject asked = run.getAsJsonObject().getAsJsonObject("asked");
            asked.asMap()
                    .forEach(
                            (key, value) -> {
                                arguments.add(ARGUMENTS.get(key));
                                arguments.add(value.getAsString());
                            });
            try (var model =
                            LoadedModel.load(
                                    folder, String.class, float[].class, arguments.toArray());
                    Predictor<String, float[]> predictor = model.predictor()) {
                List<float[]> vectors = predictor.batchPredict(texts);
                JsonArray expected = run.getAsJsonObject().getAsJsonArray("vectors");
                for (int i = 0; i < texts.size(); i++) {
                    assertThat(vectors.get(i))
                            .as("%s: %s", texts.get(i), arguments)
                            .containsExactly(floats(expected.get(i)), within(TOLERANCE));
                }
            }
            String similarity = SentenceFolder.read(folder).settings().similarity();
            assertThat(similarity == null ? "cosine" : similarity)
                    .isEqualTo(run.getAsJsonObject().get("similarity").getAsString());
        }
    }

    @ParameterizedTest
    @MethodSource("scores")
    void givesTheScoresOfItsCrossEncoder(String name) throws Exception {
        Path folder = SentenceFixtures.assemble(name, scratch.resolve("model"));
        List<StringPair> pairs = new ArrayList<>();
        for (JsonElement pair : SentenceFixtures.inputs("pairs")) {
            JsonArray texts = pair.getAsJsonArray();
            pairs.add(new StringPair(texts.get(0).getAsString(), texts.get(1).getAsString()));
        }
        JsonArray expected = SentenceFixtures.expected(name).getAsJsonArray();
        int labels = expected.get(0).getAsJsonArray().size();
        try (var model = LoadedModel.load(folder, StringPair.class, float[].class);
                var classifier = LoadedModel.load(folder, StringPair.class, Classifications.class);
                Predictor<StringPair, float[]> predictor = model.predictor();
                Predictor<StringPair, Classifications> classifying = classifier.predictor()) {
            List<float[]> scores = predictor.batchPredict(pairs);
            for (int i = 0; i < pairs.size(); i++) {
                assertThat(scores.get(i))
                        .containsExactly(floats(expected.get(i)), within(TOLERANCE));
                if (!name.equals("scores-of-two")) { // of which pipelines give probabilities
                    assertThat(classifying.predict(pairs.get(i)).get("LABEL_0").getProbability())
                            .isCloseTo(scores.get(i)[0], within((double) TOLERANCE));
                }
            }
        }
        if (labels == 1) {
            ranksAsItScores(folder, pairs.get(0).getKey(), pairs, expected);
        }
    }

    private static void ranksAsItScores(
            Path folder, String query, List<StringPair> pairs, JsonArray expected)
            throws Exception {
        List<String> texts = List.of(pairs.get(0).getValue(), pairs.get(1).getValue());
        try (var model = LoadedModel.load(folder, RerankInput.class, float[].class);
                Predictor<RerankInput, float[]> predictor = model.predictor()) {
            assertThat(predictor.predict(new RerankInput(query, texts)))
                    .containsExactly(
                            new float[] {floats(expected.get(0))[0], floats(expected.get(1))[0]},
                            within(TOLERANCE));
            assertThat(predictor.predict(new RerankInput(query, List.of()))).isEmpty();
        }
    }

    private static List<String> texts(String kind) throws Exception {
        return SentenceFixtures.inputs(kind).stream().map(JsonElement::getAsString).toList();
    }

    private static float[] floats(JsonElement numbers) {
        JsonArray array = numbers.getAsJsonArray();
        float[] floats = new float[array.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = array.get(i).getAsFloat();
        }
        return floats;
    }
}
