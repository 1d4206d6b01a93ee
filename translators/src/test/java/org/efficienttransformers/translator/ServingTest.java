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
import ai.djl.modality.Classifications;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.modality.nlp.qa.QAInput;
import ai.djl.modality.nlp.translator.NamedEntity;
import ai.djl.modality.nlp.translator.ZeroShotClassificationInput;
import ai.djl.modality.nlp.translator.ZeroShotClassificationOutput;
import ai.djl.translate.TranslateException;
import ai.djl.util.StringPair;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.efficienttransformers.tokenizer.TextFixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Requests are answered as DJL Serving sends them: it loads {@code Input -> Output}, puts the body
 * into an Input with its content type, and hands a list of Inputs to the Predictor.
 */
class ServingTest {

    private static final Path CLASSIFIER = TextFixtures.model("longformer-text-classification");

    private static Input request(String contentType, String body) {
        Input input = new Input();
        input.addProperty("Content-Type", contentType);
        input.add("data", body);
        return input;
    }

    private static Input json(String body) {
        return request("application/json; charset=utf-8", body);
    }

    private static JsonElement body(Output output) {
        assertThat(output.getCode()).isEqualTo(200);
        assertThat(output.getProperty("content-type", null)).isEqualTo("application/json");
        return JsonParser.parseString(output.getData().getAsString());
    }

    private static JsonElement answer(Path folder, Input input, Object... arguments)
            throws IOException, TranslateException {
        try (var model = LoadedModel.load(folder, Input.class, Output.class, arguments);
                Predictor<Input, Output> predictor = model.predictor()) {
            return body(predictor.predict(input));
        }
    }

    private static <I, O> O direct(Path folder, Class<I> input, Class<O> output, I value)
            throws IOException, TranslateException {
        try (var model = LoadedModel.load(folder, input, output);
                Predictor<I, O> predictor = model.predictor()) {
            return predictor.predict(value);
        }
    }

    private static void assertClasses(JsonElement json, Classifications expected) {
        List<Classifications.Classification> best = expected.topK();
        assertThat(json.getAsJsonArray()).hasSize(best.size());
        for (int i = 0; i < best.size(); i++) {
            JsonObject item = json.getAsJsonArray().get(i).getAsJsonObject();
            assertThat(item.get("className").getAsString()).isEqualTo(best.get(i).getClassName());
            assertThat(item.get("probability").getAsDouble())
                    .isCloseTo(best.get(i).getProbability(), within(1e-5));
        }
    }

    @Test
    void aTextIsClassifiedHoweverItIsSent() throws Exception {
        String text = "An object \ud83d\ude00.";
        Classifications expected = direct(CLASSIFIER, String.class, Classifications.class, text);
        try (var model = LoadedModel.load(CLASSIFIER, Input.class, Output.class);
                Predictor<Input, Output> predictor = model.predictor()) {
            for (Input input :
                    List.of(
                            request("text/plain", text),
                            json("\"" + text + "\""),
                            json("{\"inputs\": \"" + text + "\"}"),
                            json("{\"text\": \"" + text + "\"}"))) {
                assertClasses(body(predictor.predict(input)), expected);
            }
            Input bare = new Input();
            bare.add(text);
            assertClasses(body(predictor.predict(bare)), expected);
        }
    }

    @Test
    void aListIsAnsweredByAList() throws Exception {
        for (String body :
                List.of("[\"An object.\", \"\"]", "{\"inputs\": [\"An object.\", \"\"]}")) {
            JsonArray answers = answer(CLASSIFIER, json(body)).getAsJsonArray();
            assertThat(answers).hasSize(2);
            assertClasses(
                    answers.get(0),
                    direct(CLASSIFIER, String.class, Classifications.class, "An object."));
            assertClasses(
                    answers.get(1), direct(CLASSIFIER, String.class, Classifications.class, ""));
        }
        assertThat(answer(CLASSIFIER, json("[]")).getAsJsonArray()).isEmpty();
    }

    @Test
    void topKLimitsTheLabels() throws Exception {
        assertThat(answer(CLASSIFIER, json("\"An object.\""), "topK", "1").getAsJsonArray())
                .hasSize(1);
    }

    @Test
    void questionsAreAnsweredWithTheirSpan() throws Exception {
        Path folder = TextFixtures.model("longformer-question-answering");
        String question = "What is it?";
        String context = "\ud83d\ude00 An object that handles the entry.";
        Answer expected =
                direct(folder, QAInput.class, Answer.class, new QAInput(question, context));
        String fields =
                String.format("{\"question\": \"%s\", \"context\": \"%s\"}", question, context);
        Input form = new Input();
        form.add("question", question);
        form.add("context", context);
        for (Input input :
                List.of(
                        json(fields),
                        json("{\"inputs\": " + fields + "}"),
                        json(fields.replace("context", "paragraph")),
                        form)) {
            JsonObject answer = answer(folder, input).getAsJsonObject();
            assertThat(answer.get("answer").getAsString()).isEqualTo(expected.text());
            assertThat(answer.get("start").getAsInt()).isEqualTo(expected.start());
            assertThat(answer.get("end").getAsInt()).isEqualTo(expected.end());
            assertThat(answer.get("score").getAsDouble()).isCloseTo(expected.score(), within(1e-5));
            assertThat(answer.getAsJsonArray("best")).hasSize(expected.best().size());
        }
        assertThat(answer(folder, json("[" + fields + "," + fields + "]")).getAsJsonArray())
                .hasSize(2);
    }

    @Test
    void entitiesVectorsAndMasksAreJson() throws Exception {
        Path tagger = TextFixtures.model("longformer-token-classification");
        NamedEntity[] entities =
                direct(tagger, String.class, NamedEntity[].class, "A context manager.");
        JsonArray json = answer(tagger, json("\"A context manager.\"")).getAsJsonArray();
        assertThat(json).hasSize(entities.length);
        JsonObject first = json.get(0).getAsJsonObject();
        assertThat(first.get("entity").getAsString()).isEqualTo(entities[0].getEntity());
        assertThat(first.get("start").getAsInt()).isEqualTo(entities[0].getStart());

        Path embedder = TextFixtures.model("longformer-embedding");
        float[] vector = direct(embedder, String.class, float[].class, "An object.");
        JsonArray numbers = answer(embedder, json("\"An object.\"")).getAsJsonArray();
        assertThat(numbers).hasSize(vector.length);
        assertThat(numbers.get(0).getAsFloat()).isCloseTo(vector[0], within(1e-5f));

        Path filler = TextFixtures.model("longformer-fill-mask");
        Classifications best =
                direct(filler, String.class, Classifications.class, "A <mask> is an object.");
        assertClasses(answer(filler, json("\"A <mask> is an object.\"")), best);
        JsonArray two = answer(filler, json("\"A <mask> is <mask>.\"")).getAsJsonArray();
        assertThat(two).hasSize(2);
        assertThat(two.get(1).getAsJsonArray()).hasSize(5);
    }

    @Test
    void aModelOfInferenceServesTextsPairsAndLabels() throws Exception {
        Path folder = TextFixtures.model("bert-zero-shot");
        assertClasses(
                answer(folder, json("{\"text\": \"one\", \"text_pair\": \"two\"}")),
                direct(
                        folder,
                        StringPair.class,
                        Classifications.class,
                        new StringPair("one", "two")));
        String[] labels = {"code", "travel"};
        ZeroShotClassificationOutput expected =
                direct(
                        folder,
                        ZeroShotClassificationInput.class,
                        ZeroShotClassificationOutput.class,
                        new ZeroShotClassificationInput("An object.", labels, true, "It is {}."));
        String parameters =
                "\"candidate_labels\": [\"code\", \"travel\"], \"multi_label\": true,"
                        + " \"hypothesis_template\": \"It is {}.\"";
        for (String body :
                List.of(
                        "{\"text\": \"An object.\", " + parameters + "}",
                        "{\"inputs\": \"An object.\", \"parameters\": {" + parameters + "}}")) {
            JsonObject answer = answer(folder, json(body)).getAsJsonObject();
            assertThat(answer.get("sequence").getAsString()).isEqualTo("An object.");
            assertThat(answer.getAsJsonArray("labels").get(0).getAsString())
                    .isEqualTo(expected.getLabels()[0]);
            assertThat(answer.getAsJsonArray("scores").get(0).getAsDouble())
                    .isCloseTo(expected.getScores()[0], within(1e-5));
        }
    }

    @Test
    void choicesAreJson() throws Exception {
        Path folder = TextFixtures.model("longformer-multiple-choice");
        assertClasses(
                answer(folder, json("{\"prompt\": \"It is\", \"choices\": [\"one\", \"two\"]}")),
                direct(
                        folder,
                        MultipleChoiceInput.class,
                        Classifications.class,
                        new MultipleChoiceInput("It is", List.of("one", "two"))));
    }

    @Test
    void requestsOfABatchAreAnsweredEachAndABadOneIsRefusedAlone() throws Exception {
        try (var model = LoadedModel.load(CLASSIFIER, Input.class, Output.class);
                Predictor<Input, Output> predictor = model.predictor()) {
            List<Output> outputs =
                    predictor.batchPredict(
                            List.of(
                                    json("\"An object.\""),
                                    json("{"),
                                    json("[\"one\", \"two\"]"),
                                    json("\"" + "word ".repeat(500) + "\"")));
            assertClasses(
                    body(outputs.get(0)),
                    direct(CLASSIFIER, String.class, Classifications.class, "An object."));
            assertThat(outputs.get(1).getCode()).isEqualTo(400);
            assertThat(outputs.get(1).getMessage()).startsWith("The request is not valid JSON");
            assertThat(errorBody(outputs.get(1)).get("message").getAsString())
                    .isEqualTo(outputs.get(1).getMessage());
            assertThat(body(outputs.get(2)).getAsJsonArray()).hasSize(2);
            assertThat(outputs.get(3).getCode()).isEqualTo(400);
            assertThat(outputs.get(3).getMessage()).contains("the model takes at most 128");
        }
    }

    private static JsonObject errorBody(Output output) {
        return JsonParser.parseString(output.getData().getAsString()).getAsJsonObject();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"a\": | The request is not valid JSON:",
                "~~ | The request's JSON is null; send an input.",
                "null | The request's JSON is null; send an input.",
                "3 | The request has 3 for an input; allowed: a text or an object of its fields.",
                "[[\"a\"]] | The request has [\"a\"] for an input; allowed: a text or an object of"
                        + " its fields.",
                "{\"txt\": \"a\"} | The request has the field txt; allowed fields: text.",
                "{\"text\": 3} | The request has 3 for text, which is a text; allowed fields: text.",
                "{\"text\": \"a\", \"candidate_labels\": \"a,b\"} | The request has \"a,b\" for"
                        + " candidate_labels, which is a list of texts; allowed fields: text,"
                        + " candidate_labels, hypothesis_template, multi_label.",
                "{\"question\": \"a\"} | The request lacks the field context; allowed fields:"
                        + " question, context.",
                "{\"question\": \"a\", \"context\": \"b\"} | The request isn't for this model; it"
                        + " serves a text or {text, text_pair}, or a list of such."
            })
    void aRequestThatIsNotAllowedIsOneSentence(String body, String message) throws Exception {
        try (var model = LoadedModel.load(CLASSIFIER, Input.class, Output.class);
                Predictor<Input, Output> predictor = model.predictor()) {
            assertThatThrownBy(() -> predictor.predict(json(body)))
                    .isInstanceOf(TranslateException.class)
                    .hasMessageStartingWith(message);
        }
    }

    @Test
    void aRequestWithoutBodyIsRefused() throws Exception {
        try (var model = LoadedModel.load(CLASSIFIER, Input.class, Output.class);
                Predictor<Input, Output> predictor = model.predictor()) {
            assertThatThrownBy(() -> predictor.predict(new Input()))
                    .isInstanceOf(TranslateException.class)
                    .hasMessage("The request has no body; send a text or JSON.");
        }
    }
}
