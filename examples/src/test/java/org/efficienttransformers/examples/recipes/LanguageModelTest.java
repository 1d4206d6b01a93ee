/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models learn a text that says the same over and over. */
class LanguageModelTest {

    private static final Pattern PERPLEXITY = Pattern.compile("perplexity ([0-9.]+)");

    private static final String TEXT = "one two three four five six seven eight ";

    @TempDir private Path folder;
    private Path data;

    @BeforeEach
    void writeData() throws IOException {
        data = Files.writeString(folder.resolve("data.txt"), TEXT.repeat(60));
    }

    private RecipeRunner run(String... more) throws IOException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--tokenizer=" + RecipeRunner.tokenizer(folder.resolve("words")),
                                "--train=" + data,
                                "--validation=" + data,
                                "--output=" + folder.resolve("model"),
                                "--layers=1",
                                "--hidden-size=16",
                                "--heads=2",
                                "--max-length=32",
                                "--batch-size=4",
                                "--epochs=12",
                                "--learning-rate=2e-2"));
        arguments.addAll(List.of(more));
        RecipeRunner runner = new RecipeRunner();
        int code = runner.run(new LanguageModel(), arguments.toArray(String[]::new));
        assertThat(code).as(runner.err()).isZero();
        return runner;
    }

    @ParameterizedTest
    @CsvSource({
        "full,false,",
        "longformer,false,attention_window=8",
        "full,true,",
        "longformer,true,attention_window=8",
        "performer,true,",
        "reformer,true,lsh_attn_chunk_length=8"
    })
    void learnsWords(String mechanism, boolean causal, String setting) throws Exception {
        List<String> more = new ArrayList<>(List.of("--new=" + mechanism));
        if (causal) {
            more.add("--causal");
        }
        if (setting != null) {
            more.add("--set=" + setting);
        }
        if (mechanism.equals("reformer")) {
            more.add("--set=local_attn_chunk_length=8");
        }
        Matcher found = PERPLEXITY.matcher(run(more.toArray(String[]::new)).out());
        assertThat(found.find()).isTrue();
        double first = Double.parseDouble(found.group(1));
        double last = first;
        while (found.find()) {
            last = Double.parseDouble(found.group(1));
        }
        // Of some 170 word pieces; eight are there, of equal frequency.
        assertThat(last).isLessThan(first).isLessThan(12);
        if (causal) {
            assertThat(answer(String.class, "one two three")).startsWith("one two three");
        } else {
            String best =
                    answer(Classifications.class, "one two [MASK] four").best().getClassName();
            assertThat(TEXT).contains(best);
        }
    }

    private <T> T answer(Class<T> type, String input) throws Exception {
        Criteria.Builder<String, T> criteria =
                Criteria.builder()
                        .setTypes(String.class, type)
                        .optModelUrls("hf://" + folder.resolve("model"));
        if (type == String.class) {
            criteria.optArgument("maxNewTokens", 2);
        }
        try (ZooModel<String, T> model = criteria.build().loadModel();
                Predictor<String, T> predictor = model.newPredictor()) {
            return predictor.predict(input);
        }
    }

    private void assertRefused(String sentence, String... arguments) {
        RecipeRunner runner = new RecipeRunner();
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "--tokenizer=" + folder.resolve("words"),
                                "--train=" + data,
                                "--validation=" + data,
                                "--output=" + folder.resolve("model")));
        all.addAll(List.of(arguments));
        int code = runner.run(new LanguageModel(), all.toArray(String[]::new));
        assertThat(code).as(runner.out()).isEqualTo(CommandLineProgram.BAD_INPUT);
        assertThat(runner.err().strip()).contains(sentence).doesNotContain("\n");
    }

    @Test
    void refusesBadInput() throws IOException {
        RecipeRunner.tokenizer(folder.resolve("words"));
        assertRefused("can't be causal", "--new=bigbird", "--causal");
        assertRefused("--hide is 1.5", "--new=full", "--hide=1.5");
        assertRefused("no room for text", "--new=full", "--max-length=2");
        Path empty = Files.writeString(folder.resolve("empty.txt"), " \n");
        assertRefused("empty.txt is empty", "--new=full", "--train=" + empty);
        Path malformed = Files.writeString(folder.resolve("a.jsonl"), "{\"text\": \"a\"}\n{\n");
        assertRefused("in line 2 of a.jsonl", "--new=full", "--validation=" + malformed);
        Path other = Files.writeString(folder.resolve("b.csv"), "body\nOne\n");
        assertRefused(
                "b.csv has the columns body; there must be 'text'",
                "--new=full",
                "--train=" + other);
    }
}
