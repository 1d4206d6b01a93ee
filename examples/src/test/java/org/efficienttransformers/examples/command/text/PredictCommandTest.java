/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.examples.MainTest;
import org.efficienttransformers.examples.Output;
import org.efficienttransformers.examples.command.TextModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models asked from the command line answer as transformers does. */
class PredictCommandTest {

    private static final double TOLERANCE = 1e-4;

    @TempDir private Path folder;

    private String model(String name) throws IOException {
        return TextModels.copy(name, folder).toString();
    }

    private static Output withInput(String input, String... args) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return MainTest.run(args);
        } finally {
            System.setIn(before);
        }
    }

    private static JsonElement json(Output output) {
        assertThat(output.err()).isEmpty();
        assertThat(output.lines()).hasSize(1);
        return JsonParser.parseString(output.out());
    }

    @Test
    void fillsAMask() throws IOException {
        JsonObject expected = TextModels.firstCase("bert-fill-mask");
        String text = expected.get("text").getAsString();

        Output output = MainTest.run("predict", model("bert-fill-mask"), text, "--json");

        JsonArray tokens = json(output).getAsJsonArray();
        JsonArray masks = expected.getAsJsonArray("masks").get(0).getAsJsonArray();
        for (int i = 0; i < tokens.size(); i++) {
            JsonObject token = masks.get(i).getAsJsonObject();
            assertScored(tokens.get(i), "className", token.get("text").getAsString());
            assertThat(tokens.get(i).getAsJsonObject().get("probability").getAsDouble())
                    .isCloseTo(token.get("probability").getAsDouble(), within(TOLERANCE));
        }
        assertThat(tokens).hasSize(5);
    }

    private static void assertScored(JsonElement element, String key, String value) {
        assertThat(element.getAsJsonObject().get(key).getAsString()).isEqualTo(value);
    }

    @Test
    void answersAQuestionAboutAFile() throws IOException {
        JsonObject expected = TextModels.firstCase("longformer-question-answering");
        Path file = folder.resolve("context.txt");
        Files.writeString(file, expected.get("text").getAsString());

        Output output =
                MainTest.run(
                        "predict",
                        model("longformer-question-answering"),
                        "--question",
                        expected.get("question").getAsString(),
                        "--file",
                        file.toString(),
                        "--set",
                        "topK=2");

        JsonArray best = expected.getAsJsonArray("best");
        assertThat(output.lines())
                .containsExactly(
                        "  0.0047  " + best.get(0).getAsJsonObject().get("text").getAsString(),
                        "  0.0035  " + best.get(1).getAsJsonObject().get("text").getAsString());
    }

    @Test
    void classifiesEachLineOfStandardInput() throws IOException {
        JsonObject expected = TextModels.firstCase("roberta-text-classification");
        String text = expected.get("text").getAsString();

        Output output =
                withInput(
                        text + "\n\nAnother text.\n",
                        "predict",
                        model("roberta-text-classification"),
                        "--lines",
                        "--json");

        assertThat(output.lines()).hasSize(2);
        JsonArray classes = JsonParser.parseString(output.lines().get(0)).getAsJsonArray();
        JsonObject probabilities = expected.getAsJsonObject("probabilities");
        for (JsonElement item : classes) {
            String label = item.getAsJsonObject().get("className").getAsString();
            assertThat(item.getAsJsonObject().get("probability").getAsDouble())
                    .isCloseTo(probabilities.get(label).getAsDouble(), within(TOLERANCE));
        }
    }

    @Test
    void choosesTheTaskByWhatIsGivenBesideTheText() throws IOException {
        JsonObject pairs = TextModels.firstCase("bert-pairs");
        Output output =
                MainTest.run(
                        "predict",
                        model("bert-pairs"),
                        pairs.get("text").getAsString(),
                        "--pair",
                        pairs.get("text_pair").getAsString());
        assertThat(output.lines().get(0)).isEqualTo("  0.4633  entailment");

        JsonObject labels = TextModels.firstCase("bert-zero-shot");
        List<String> args =
                new ArrayList<>(
                        List.of(
                                "predict",
                                model("bert-zero-shot"),
                                labels.get("text").getAsString()));
        for (JsonElement label : labels.getAsJsonArray("candidate_labels")) {
            args.addAll(List.of("--label", label.getAsString()));
        }
        assertThat(MainTest.run(args.toArray(String[]::new)).lines().get(0))
                .isEqualTo("  0.3375  code");

        JsonObject choices = TextModels.firstCase("longformer-multiple-choice");
        args =
                new ArrayList<>(
                        List.of(
                                "predict",
                                model("longformer-multiple-choice"),
                                choices.get("text").getAsString()));
        for (JsonElement choice : choices.getAsJsonArray("choices")) {
            args.addAll(List.of("--choice", choice.getAsString()));
        }
        assertThat(MainTest.run(args.toArray(String[]::new)).lines().get(0))
                .isEqualTo("  0.3397  😀 handles the entry");
    }

    @Test
    void findsEntities() throws IOException {
        String text = TextModels.firstCase("bert-token-classification").get("text").getAsString();
        Output output = MainTest.run("predict", model("bert-token-classification"), text);

        assertThat(output.lines().get(0)).isEqualTo("  0.2956  I-PER       0-1  a");
    }

    /** The places are those in the file's text, whatever Windows or its author put in front. */
    @Test
    void countsPlacesFromTheBeginningOfAFile() throws IOException {
        String text = TextModels.firstCase("bert-token-classification").get("text").getAsString();
        Path file = Files.writeString(folder.resolve("a.txt"), "\uFEFF\n  " + text + "\n\n");
        Output output =
                MainTest.run(
                        "predict", model("bert-token-classification"), "--file", file.toString());
        assertThat(output.lines().get(0)).isEqualTo("  0.2956  I-PER       3-4  a");
    }

    @Test
    void embedsWithAModelOfTheZooAndAnotherTask() throws IOException {
        String embedding =
                MainTest.run("predict", "all-minilm-l6-v2-longformer-4096", "Bees make honey.")
                        .out();
        assertThat(embedding.strip().split(" ")).hasSize(384);

        // The head of a model may be left alone.
        Output states =
                MainTest.run(
                        "predict", model("bert-fill-mask"), "An object.", "--task", "embedding");
        assertThat(states.err()).isEmpty();
        assertThat(states.out().strip().split(" ")).hasSizeGreaterThan(8);
    }

    @Test
    void whatCantBeAskedIsRefused() throws IOException {
        String masks = model("bert-fill-mask");
        MainTest.assertRefused("There is no model 'nowhere'; give a folder", "predict", "nowhere");
        MainTest.assertRefused(
                "its head MASKED_LM can't serve the task 'text classification'; allowed: fill-mask",
                "predict",
                masks,
                "a text",
                "--task",
                "text classification");
        MainTest.assertRefused(
                "--question has no meaning for the task fill-mask",
                "predict",
                masks,
                "a [MASK]",
                "--question",
                "Who?");
        MainTest.assertRefused(
                "The task question answering needs --question",
                "predict",
                model("bert-question-answering"),
                "a text");
        MainTest.assertRefused(
                "The text has no mask token; put [MASK] where", "predict", masks, "a text");
        MainTest.assertRefused(
                "There is no file missing.txt", "predict", masks, "--file", "missing.txt");
        MainTest.assertRefused("'bottomK'", "predict", masks, "a [MASK]", "--set", "bottomK=3");
        assertThat(withInput(" ", "predict", masks).err()).startsWith("There is no text; give one");
    }

    @Test
    void textBeyondTheModelIsRefusedWithBothLengths() throws IOException {
        MainTest.assertRefused(
                "10002 tokens long, and the model takes at most 128; shorten it, or load the model",
                "predict",
                model("bert-fill-mask"),
                "[MASK] " + "a ".repeat(9999));
    }
}
