/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.translate.TranslateException;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.translator.LoadedModel;
import org.efficienttransformers.translator.StreamedText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Summaries are those of transformers, to the character. */
class SummarizerTest {

    private static final Path FOLDERS = Path.of("src/test/resources/summaries");
    private static final Path LED = FOLDERS.resolve("led-summarization");

    private static List<JsonObject> cases(Path folder) throws IOException {
        List<JsonObject> cases = new ArrayList<>();
        JsonObject expected =
                JsonParser.parseString(Files.readString(folder.resolve("expected.json")))
                        .getAsJsonObject();
        for (JsonElement element : expected.getAsJsonArray("cases")) {
            cases.add(element.getAsJsonObject());
        }
        return cases;
    }

    private static String summary(JsonObject text, String run) {
        return text.getAsJsonObject(run).get("text").getAsString();
    }

    @ParameterizedTest
    @CsvSource({
        "led-summarization, portable",
        "led-summarization, fused",
        "bigbird-pegasus-summarization, portable",
        "bigbird-pegasus-summarization, fused"
    })
    void givesTheTextsOfTransformersAloneAndInABatch(String name, String kernels)
            throws IOException, TranslateException {
        Path folder = FOLDERS.resolve(name);
        List<JsonObject> cases = cases(folder);
        List<String> texts = cases.stream().map(text -> text.get("text").getAsString()).toList();
        List<String> expected = cases.stream().map(text -> summary(text, "default")).toList();
        try (LoadedModel<String, String> loaded =
                        LoadedModel.load(folder, String.class, String.class, "kernels", kernels);
                Predictor<String, String> predictor = loaded.predictor()) {
            for (int i = 0; i < texts.size(); i++) {
                assertThat(predictor.predict(texts.get(i)))
                        .as("text %d", i)
                        .isEqualTo(expected.get(i));
            }
            assertThat(predictor.batchPredict(texts)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"led-summarization", "bigbird-pegasus-summarization"})
    void argumentsComeBeforeTheFolder(String name) throws IOException, TranslateException {
        Path folder = FOLDERS.resolve(name);
        try (LoadedModel<String, String> loaded =
                        LoadedModel.load(
                                folder,
                                String.class,
                                String.class,
                                "numBeams",
                                "1",
                                "maxNewTokens",
                                40,
                                "minLength",
                                0,
                                "noRepeatNgramSize",
                                0,
                                "lengthPenalty",
                                1.0,
                                "earlyStopping",
                                "false");
                Predictor<String, String> predictor = loaded.predictor()) {
            for (JsonObject text : cases(folder)) {
                assertThat(predictor.predict(text.get("text").getAsString()))
                        .isEqualTo(summary(text, "greedy"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "led-summarization, 1, 1024",
        "led-summarization, 4, 1024",
        "led-summarization, 1, 64",
        "bigbird-pegasus-summarization, 1, 512"
    })
    void piecesMakeTheAnswer(String name, String beams, String maxLength)
            throws IOException, TranslateException {
        Path folder = FOLDERS.resolve(name);
        Object[] arguments = {
            "numBeams", beams, "maxNewTokens", "24", "maxLength", maxLength, "stride", "8"
        };
        try (LoadedModel<String, String> whole =
                        LoadedModel.load(folder, String.class, String.class, arguments);
                LoadedModel<StreamedText, String> streamed =
                        LoadedModel.load(folder, StreamedText.class, String.class, arguments);
                Predictor<String, String> predictor = whole.predictor();
                Predictor<StreamedText, String> streaming = streamed.predictor()) {
            for (JsonObject each : cases(folder)) {
                String text = each.get("text").getAsString();
                List<String> pieces = new ArrayList<>();
                String answer = streaming.predict(new StreamedText(text, pieces::add));
                assertThat(answer).isEqualTo(predictor.predict(text));
                assertThat(String.join("", pieces)).isEqualTo(answer);
                // Of windows, the last summary alone is told by pieces, if there is such.
                if (beams.equals("1") && !maxLength.equals("64")) {
                    assertThat(pieces).hasSizeGreaterThan(2);
                }
            }
        }
    }

    @Test
    void endsByInterruptionOrDeadline() throws IOException, TranslateException {
        String text = cases(LED).get(0).get("text").getAsString();
        try (LoadedModel<StreamedText, String> loaded =
                        LoadedModel.load(LED, StreamedText.class, String.class, "numBeams", 1);
                Predictor<StreamedText, String> predictor = loaded.predictor()) {
            List<String> pieces = new ArrayList<>();
            StreamedText stopped =
                    new StreamedText(
                            text,
                            piece -> {
                                pieces.add(piece);
                                Thread.currentThread().interrupt();
                            });
            assertThatThrownBy(() -> predictor.predict(stopped))
                    .isInstanceOf(TranslateException.class)
                    .hasMessageContaining("interrupted before its end");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(pieces).hasSize(1);
        }
        try (LoadedModel<String, String> loaded =
                        LoadedModel.load(
                                LED, String.class, String.class, "numBeams", 1, "maxTime", 0);
                Predictor<String, String> predictor = loaded.predictor()) {
            String first = predictor.predict(text);
            assertThat(summary(cases(LED).get(0), "greedy")).startsWith(first);
            assertThat(first.length()).isLessThan(20);
        }
    }

    @Test
    void servesRequests() throws IOException, TranslateException {
        JsonObject text = cases(LED).get(0);
        try (LoadedModel<Input, Output> loaded = LoadedModel.load(LED, Input.class, Output.class);
                Predictor<Input, Output> predictor = loaded.predictor()) {
            Input input = new Input();
            input.add("data", text.get("text").getAsString());
            Output output = predictor.predict(input);
            assertThat(JsonParser.parseString(output.getData().getAsString()).getAsString())
                    .isEqualTo(summary(text, "default"));
        }
    }

    @Test
    void longerTextsAreRefusedCutOrSummarisedByWindows() throws IOException, TranslateException {
        String text = cases(LED).get(2).get("text").getAsString();
        try (LoadedModel<String, String> loaded =
                        LoadedModel.load(LED, String.class, String.class, "maxLength", 64);
                Predictor<String, String> predictor = loaded.predictor()) {
            assertThatThrownBy(() -> predictor.predict(text))
                    .isInstanceOf(TranslateException.class)
                    .hasMessageContaining("the model takes at most 64")
                    .hasMessageContaining("truncation=true");
        }
        String beginning;
        try (LoadedModel<String, String> loaded =
                        LoadedModel.load(
                                LED,
                                String.class,
                                String.class,
                                "maxLength",
                                64,
                                "truncation",
                                "true");
                Predictor<String, String> predictor = loaded.predictor()) {
            beginning = predictor.predict(text);
            assertThat(beginning).isNotEmpty();
        }
        try (LoadedModel<String, String> loaded =
                        LoadedModel.load(
                                LED, String.class, String.class, "maxLength", 64, "stride", 8);
                Predictor<String, String> predictor = loaded.predictor()) {
            assertThat(predictor.predict(text)).isNotEmpty().isNotEqualTo(beginning);
        }
    }

    @Test
    void globalAttentionOfTheFirstTokenCanBeLeftOut() throws IOException, TranslateException {
        JsonObject text = cases(LED).get(0);
        try (LoadedModel<String, String> loaded =
                        LoadedModel.load(LED, String.class, String.class, "globalTokens", 0);
                Predictor<String, String> predictor = loaded.predictor()) {
            assertThat(predictor.predict(text.get("text").getAsString()))
                    .isNotEqualTo(summary(text, "default"));
        }
    }

    /** Padding is seen by nobody, and neither are other texts, however many tokens see all. */
    @ParameterizedTest
    @CsvSource({"0, 1, 4", "1, 3, 4", "3, 2, 4", "1000, 2, 4"})
    void textsOfABatchDontChangeEachOther(int globals, String beams, String count)
            throws IOException, TranslateException {
        List<String> texts = new ArrayList<>(List.of("", "a", "</s><s><pad>"));
        cases(LED).forEach(text -> texts.add(text.get("text").getAsString()));
        Object[] arguments = {
            "globalTokens", globals, "numBeams", beams, "maxNewTokens", count, "minLength", "0"
        };
        try (LoadedModel<String, String> loaded =
                        LoadedModel.load(LED, String.class, String.class, arguments);
                Predictor<String, String> predictor = loaded.predictor()) {
            List<String> alone = new ArrayList<>();
            for (String text : texts) {
                alone.add(predictor.predict(text));
            }
            assertThat(predictor.batchPredict(texts)).isEqualTo(alone);
        }
    }

    /** What throws while it hears a piece ends this prediction alone. */
    @Test
    void listenersMayFailOrPredict() throws IOException, TranslateException {
        String text = cases(LED).get(0).get("text").getAsString();
        try (LoadedModel<StreamedText, String> loaded =
                        LoadedModel.load(LED, StreamedText.class, String.class, "numBeams", 1);
                Predictor<StreamedText, String> predictor = loaded.predictor()) {
            StreamedText failing =
                    new StreamedText(
                            text,
                            piece -> {
                                throw new UnsupportedOperationException("full");
                            });
            assertThatThrownBy(() -> predictor.predict(failing)).hasRootCauseMessage("full");
            List<String> inner = new ArrayList<>();
            StreamedText asking =
                    new StreamedText(
                            text,
                            piece -> {
                                if (inner.isEmpty()) {
                                    inner.add("");
                                    inner.set(0, answer(loaded, text));
                                }
                            });
            String answer = predictor.predict(asking);
            assertThat(inner).containsExactly(answer);
        }
    }

    private static String answer(LoadedModel<StreamedText, String> loaded, String text) {
        try (Predictor<StreamedText, String> other = loaded.predictor()) {
            return other.predict(new StreamedText(text, piece -> {}));
        } catch (TranslateException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void refusesValuesThatArentAllowed() {
        assertThatThrownBy(() -> LoadedModel.load(LED, String.class, String.class, "numBeams", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("numBeams is '0'; allowed: a whole number of 1 or more");
        assertThatThrownBy(() -> LoadedModel.load(LED, String.class, float[].class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "it serves String -> String, StreamedText -> String, Input -> Output");
    }
}
