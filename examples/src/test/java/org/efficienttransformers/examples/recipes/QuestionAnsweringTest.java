/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.modality.nlp.qa.QAInput;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import org.efficienttransformers.examples.recipes.data.QuestionFiles;
import org.efficienttransformers.finetune.task.question.Question;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The recipe learns which word of a longer text answers a question, and that some texts have none;
 * what it reports is what the translator for question answering gives.
 */
class QuestionAnsweringTest {

    private static final String[] METAL = {"iron", "copper", "silver", "gold"};
    private static final String[] OTHER = {
        "red", "blue", "green", "big", "old", "new", "we", "saw"
    };

    @TempDir private Path folder;
    private Path data;
    private Path tokenizer;

    @BeforeEach
    void writeData() throws IOException {
        tokenizer = RecipeRunner.tokenizer(folder.resolve("tokenizer"));
        Random random = new Random(1);
        List<String> rows = new ArrayList<>(List.of("context,question,answer,start"));
        for (int i = 0; i < 40; i++) {
            List<String> words = new ArrayList<>();
            for (int j = 0; j < 40; j++) {
                words.add(OTHER[random.nextInt(OTHER.length)]);
            }
            String answer = i % 4 == 0 ? "" : METAL[random.nextInt(4)];
            if (!answer.isEmpty()) {
                words.set(random.nextInt(words.size()), answer);
            }
            String context = String.join(" ", words);
            String start = answer.isEmpty() ? "" : String.valueOf(context.indexOf(answer));
            rows.add(context + ",which metal?," + answer + "," + start);
        }
        data = Files.write(folder.resolve("data.csv"), rows);
    }

    private RecipeRunner run(int expected, String mechanism, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--new=" + mechanism,
                                "--tokenizer=" + tokenizer,
                                "--layers=1",
                                "--hidden-size=16",
                                "--heads=2",
                                "--max-length=32",
                                "--stride=4",
                                "--train=" + data,
                                "--validation=" + data,
                                "--output=" + folder.resolve("model"),
                                "--batch-size=8",
                                "--epochs=8",
                                "--learning-rate=1e-2"));
        arguments.addAll(List.of(more));
        RecipeRunner runner = new RecipeRunner();
        int code = runner.run(new QuestionAnswering(), arguments.toArray(String[]::new));
        assertThat(code).as(runner.err() + runner.out()).isEqualTo(expected);
        return runner;
    }

    @ParameterizedTest
    @CsvSource({"longformer,attention_window=8", "full,type_vocab_size=2"})
    void findsAnswersInLongContexts(String mechanism, String setting) throws Exception {
        RecipeRunner runner = run(0, mechanism, "--set=" + setting, "--test=" + data);
        assertThat(runner.out())
                .contains("40 to learn from (80 sequences of up to 32 tokens)")
                .contains("f1 1.0000");
        JsonObject test =
                JsonParser.parseString(Files.readString(folder.resolve("model/run.json")))
                        .getAsJsonObject()
                        .getAsJsonObject("test");
        assertThat(test.get("exact_match").getAsDouble())
                .isCloseTo(rightByTranslator(), within(1e-9))
                .isGreaterThan(0.9);
    }

    /** The share of the answers that are right to the char, from the saved folder. */
    private double rightByTranslator() throws Exception {
        Criteria<QAInput, String> criteria =
                Criteria.builder()
                        .setTypes(QAInput.class, String.class)
                        .optModelUrls("hf://" + folder.resolve("model"))
                        .optArgument("stride", 4)
                        .optArgument("noAnswer", true)
                        .optArgument("maxAnswerLength", 30)
                        .build();
        List<Question> questions = QuestionFiles.read(data);
        int right = 0;
        try (ZooModel<QAInput, String> model = criteria.loadModel();
                Predictor<QAInput, String> predictor = model.newPredictor()) {
            for (Question question : questions) {
                String answer = predictor.predict(new QAInput(question.text(), question.context()));
                List<Question.Span> spans = question.answers();
                right += answer.equals(spans.isEmpty() ? "" : spans.get(0).text()) ? 1 : 0;
            }
        }
        return (double) right / questions.size();
    }

    private void assertRefused(String sentence, String... more) {
        String err = run(CommandLineProgram.BAD_INPUT, "full", more).err();
        assertThat(err.strip()).contains(sentence).doesNotContain("\n");
    }

    @Test
    void refusesBadInput() throws IOException {
        assertRefused("--stride is -1", "--stride=-1");
        assertRefused("windows of 26 are left for the context", "--stride=26");
        String head = "context,question,answer,start\n";
        Path unanswered = Files.writeString(folder.resolve("a.csv"), head + "We saw,what?,,\n");
        assertRefused("has an answer; add some that have", "--train=" + unanswered);
        String context = "We saw " + "red ".repeat(10) + "and " + "blue ".repeat(30);
        Path broad =
                Files.writeString(
                        folder.resolve("b.csv"),
                        head + context + ",what?," + context.substring(60, 160) + ",60\n");
        assertRefused("No window holds all of the answer at line 2 of b.csv", "--train=" + broad);
        Path moved =
                Files.writeString(folder.resolve("c.csv"), head + "We saw gold,what?,gold,8\n");
        assertRefused("line 2 of c.csv isn't at character 8", "--validation=" + moved);
    }
}
