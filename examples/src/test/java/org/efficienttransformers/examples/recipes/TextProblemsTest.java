/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.util.StringPair;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What texts may have but one label: several, numbers, and another text. */
class TextProblemsTest {

    private static final String[] WORDS = {"red", "blue", "green", "big"};

    @TempDir private Path folder;
    private Path tokenizer;

    @BeforeEach
    void copyTokenizer() throws IOException {
        tokenizer = RecipeRunner.tokenizer(folder.resolve("words"));
    }

    private RecipeRunner run(int expected, Path data, String... more) {
        List<String> all = new ArrayList<>(List.of("--test=" + data, "--evaluate-every=160"));
        all.addAll(List.of(more));
        String[] arguments =
                RecipeRunner.small(
                        tokenizer, data, folder.resolve("model"), all.toArray(String[]::new));
        RecipeRunner runner = new RecipeRunner();
        int code = runner.run(new TextClassification(), arguments);
        assertThat(code).as(runner.out() + runner.err()).isEqualTo(expected);
        return runner;
    }

    private void assertRefused(String sentence, Path data, String... more) {
        String err = run(CommandLineProgram.BAD_INPUT, data, more).err();
        assertThat(err.strip()).contains(sentence).doesNotContain("\n");
    }

    private JsonObject config() throws IOException {
        Path file = folder.resolve("model").resolve("config.json");
        return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    }

    private double test(String figure) throws IOException {
        Path file = folder.resolve("model").resolve("run.json");
        JsonObject record = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        return record.getAsJsonObject("test").get(figure).getAsDouble();
    }

    private <I> Classifications predict(Class<I> type, I input) throws Exception {
        Criteria<I, Classifications> criteria =
                Criteria.builder()
                        .setTypes(type, Classifications.class)
                        .optModelUrls("hf://" + folder.resolve("model"))
                        .build();
        try (ZooModel<I, Classifications> model = criteria.loadModel();
                Predictor<I, Classifications> predictor = model.newPredictor()) {
            return predictor.predict(input);
        }
    }

    /** A text of the words whose bits a number has. */
    private static String words(int number) {
        List<String> words = new ArrayList<>(List.of("we"));
        for (int i = 0; i < WORDS.length; i++) {
            if ((number >> i & 1) == 1) {
                words.add(WORDS[i]);
            }
        }
        return String.join(" ", words);
    }

    @Test
    void severalLabelsAtOnce() throws Exception {
        List<String> csv = new ArrayList<>(List.of("text,label"));
        List<String> json = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            String labels = words(i).substring(2).strip().replace(" ", ",");
            csv.add(words(i) + ",\"" + labels + "\"");
            String quoted = labels.isEmpty() ? "" : "\"" + labels.replace(",", "\",\"") + "\"";
            json.add("{\"text\": \"" + words(i) + "\", \"label\": [" + quoted + "]}");
        }
        Path data = Files.write(folder.resolve("data.csv"), csv);
        String problem = "--problem=multi_label_classification";
        run(0, data, problem);
        assertThat(test("micro_f1")).isEqualTo(1);
        assertThat(config().get("problem_type").getAsString())
                .isEqualTo("multi_label_classification");
        assertThat(config().getAsJsonObject("label2id").keySet())
                .containsExactlyInAnyOrder("big", "blue", "green", "red");
        Classifications found = predict(String.class, "we red green");
        for (String word : WORDS) {
            boolean there = word.equals("red") || word.equals("green");
            double expected = there ? 1 : 0;
            assertThat(found.get(word).getProbability()).isCloseTo(expected, within(0.4));
        }
        Path lines = Files.write(folder.resolve("data.jsonl"), json);
        String other = "--output=" + folder.resolve("other");
        run(0, lines, problem, other);
        assertThat(RecipeRunner.losses(folder.resolve("other")))
                .isEqualTo(RecipeRunner.losses(folder.resolve("model")));

        assertRefused(
                "'label' is \"a\"; it must be a list",
                text("{\"text\": \"a\", \"label\": \"a\"}"),
                problem,
                other + "2");
        assertRefused(
                "The threshold of labels is 2.0; allowed",
                data,
                problem,
                "--threshold=2",
                other + "2");
        assertRefused(
                "--balance and --label-smoothing are of texts with one label",
                data,
                problem,
                "--balance",
                other + "2");
        assertRefused(
                "is a folder, which has one text and one label for each file",
                folder,
                problem,
                other + "2");
        assertRefused(
                "--problem is 'several'; allowed: single_label_",
                data,
                "--problem=several",
                other + "2");
    }

    private Path text(String line) throws IOException {
        return Files.writeString(folder.resolve("line.jsonl"), line + "\n");
    }

    @Test
    void numbersOfPairs() throws Exception {
        List<String> csv = new ArrayList<>(List.of("one,other,score"));
        for (int i = 0; i < 16; i++) {
            int j = (i * 5 + 3) % 16;
            csv.add(words(i) + "," + words(j) + "," + (Integer.bitCount(i) - Integer.bitCount(j)));
        }
        Path data = Files.write(folder.resolve("data.csv"), csv);
        String[] pairs = {"--text=one,other", "--label=score", "--problem=regression"};
        run(
                0,
                data,
                with(pairs, "--set=type_vocab_size=2", "--epochs=200", "--evaluate-every=400"));
        assertThat(test("pearson")).isGreaterThan(0.95);
        assertThat(config().get("problem_type").getAsString()).isEqualTo("regression");
        double score =
                predict(StringPair.class, new StringPair(words(0), words(3)))
                        .best()
                        .getProbability();
        assertThat(score).isCloseTo(-2, within(1.0));
        String other = "--output=" + folder.resolve("other");
        Path wrong = Files.writeString(folder.resolve("wrong.csv"), "one,other,score\na,b,high\n");
        assertRefused(
                "The label of line 2 of wrong.csv is 'high'; with --problem regression",
                wrong,
                with(pairs, other));
        assertRefused("--text is 'a,b,c'; it must name a text", data, "--text=a,b,c", other);
        assertRefused(
                "a pair isn't cut by --train-length", data, with(pairs, "--train-length=8", other));
    }

    private static String[] with(String[] some, String... more) {
        List<String> all = new ArrayList<>(List.of(some));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void pairsWithALabel() throws Exception {
        List<String> csv = new ArrayList<>(List.of("one,other,label"));
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                csv.add(WORDS[i] + "," + WORDS[j] + "," + WORDS[j]);
            }
        }
        Path data = Files.write(folder.resolve("data.csv"), csv);
        run(
                0,
                data,
                "--text=one,other",
                "--set=type_vocab_size=2",
                "--epochs=60",
                "--evaluate-every=120");
        assertThat(test("accuracy")).isEqualTo(1);
        assertThat(config().get("problem_type").getAsString())
                .isEqualTo("single_label_classification");
        assertThat(predict(StringPair.class, new StringPair("red", "blue")).best().getClassName())
                .isEqualTo("blue");
    }
}
