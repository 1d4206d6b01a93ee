/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import org.efficienttransformers.translator.RerankInput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RerankerTest {

    private static final int PAIRS = 16;
    private static final String[] QUERIES = {"red", "blue", "green", "big"};

    @TempDir private Path folder;
    private Path data;
    private Path tokenizer;

    @BeforeEach
    void writeData() throws IOException {
        tokenizer = RecipeRunner.tokenizer(folder.resolve("words"));
        List<String> rows = new ArrayList<>(List.of("query,positive,negative"));
        for (int i = 0; i < PAIRS; i++) {
            rows.add(query(i) + "," + text(i) + "," + text((i + 5) % PAIRS));
        }
        data = Files.write(folder.resolve("pairs.csv"), rows);
    }

    private static String query(int pair) {
        return QUERIES[pair % QUERIES.length];
    }

    /** The query tells the first letter. */
    private static String text(int pair) {
        return (char) ('a' + pair % QUERIES.length) + " " + (char) ('e' + pair / QUERIES.length);
    }

    private RecipeRunner run(int expected, Path train, String... more) {
        List<String> all =
                new ArrayList<>(List.of("--set=type_vocab_size=2", "--learning-rate=3e-3"));
        all.addAll(List.of(more));
        String[] arguments =
                RecipeRunner.small(
                        tokenizer, train, folder.resolve("model"), all.toArray(String[]::new));
        RecipeRunner runner = new RecipeRunner();
        int code = runner.run(new Reranker(), arguments);
        assertThat(code).as(runner.out() + runner.err()).isEqualTo(expected);
        return runner;
    }

    @Test
    void ranksWhatFitsFirst() throws Exception {
        Path output = folder.resolve("model");
        RecipeRunner runner =
                run(0, data, "--texts=query,positive,negative", "--negatives=4", "--test=" + data);
        assertThat(runner.out()).contains("test        mrr 1.0000, accuracy@1 1.0000");
        String config = Files.readString(output.resolve("config.json"));
        assertThat(JsonParser.parseString(config).getAsJsonObject().getAsJsonObject("id2label"))
                .hasToString("{\"0\":\"LABEL_0\"}");
        assertThat(config).contains("torch.nn.modules.activation.Sigmoid");
        Criteria<RerankInput, float[]> criteria =
                Criteria.builder()
                        .setTypes(RerankInput.class, float[].class)
                        .optModelUrls("hf://" + output)
                        .build();
        try (ZooModel<RerankInput, float[]> model = criteria.loadModel();
                Predictor<RerankInput, float[]> predictor = model.newPredictor()) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < PAIRS; i++) {
                texts.add(text(i));
            }
            int right = 0;
            for (int i = 0; i < PAIRS; i++) {
                float[] scores = predictor.predict(new RerankInput(query(i), texts));
                int best = 0;
                for (int j = 1; j < PAIRS; j++) {
                    best = scores[j] > scores[best] ? j : best;
                }
                right += best % QUERIES.length == i % QUERIES.length ? 1 : 0;
            }
            // Of texts that it met with a query it puts the right ones first; others are new to it.
            assertThat(right).isGreaterThanOrEqualTo(PAIRS / 2);
        }
        RecipeRunner publisher = new RecipeRunner();
        int code =
                publisher.run(
                        new PublishModel(),
                        "--run=" + output,
                        "--output=" + folder.resolve("published"),
                        "--name=ranker",
                        "--about=" + Files.writeString(folder.resolve("about.md"), "It ranks."));
        assertThat(code).as(publisher.err()).isZero();
        assertThat(Files.readString(folder.resolve("published").resolve("README.md")))
                .contains("pipeline_tag: text-ranking", "library_name: sentence-transformers");
    }

    @Test
    void learnsFromLabels() throws IOException {
        List<String> rows = new ArrayList<>(List.of("a,b,fits"));
        for (int i = 0; i < PAIRS; i++) {
            rows.add(query(i) + "," + text(i * 5) + "," + i % 2);
        }
        Path labelled = Files.write(folder.resolve("labelled.csv"), rows);
        assertThat(run(0, labelled, "--texts=a,b", "--label=fits", "--test=" + labelled).out())
                .contains("test        average_precision 1.0000");
    }

    @Test
    void refusesWhatCantBeRanked() throws IOException {
        assertRefused("--texts is query; it must name two columns", data, "--texts=query");
        assertRefused("--negatives is 0; allowed", data, "--negatives=0");
        assertRefused("--negatives is -1; allowed", data, "--negatives=-1");
        assertRefused("12 other texts to take 13 hard negatives", data, "--negatives=13");
        assertRefused(
                "--texts is query,positive,negative; it must name two columns or more, with --label",
                data,
                "--texts=query,positive,negative",
                "--label=positive");
        Path wrong = Files.writeString(folder.resolve("wrong.csv"), "a,b,fits\nred,blue,2\n");
        assertRefused(
                "In line 2 of wrong.csv 'fits' is 2.0; it must be from 0",
                wrong,
                "--texts=a,b",
                "--label=fits");
        assertRefused("there must be 'a' and 'b' and 'none'", wrong, "--texts=a,b", "--label=none");
        Path text = Files.writeString(folder.resolve("text.csv"), "a,b,fits\nred,blue,yes\n");
        assertRefused(
                "'fits' is 'yes'; it must be a finite number", text, "--texts=a,b", "--label=fits");
    }

    private void assertRefused(String sentence, Path train, String... more) {
        String err = run(CommandLineProgram.BAD_INPUT, train, more).err();
        assertThat(err.strip()).contains(sentence).doesNotContain("\n");
    }
}
