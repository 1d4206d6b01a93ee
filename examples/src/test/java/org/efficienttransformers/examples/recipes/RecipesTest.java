/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What all recipes that take data have in common: how they end if it can't go on. */
class RecipesTest {

    @TempDir private Path folder;
    private Path tokenizer;

    /** The recipes, each with data to learn from, and data whose second line is malformed. */
    private enum Recipe {
        TEXTS("data.csv", "text,label\nred,a\nblue,b\ngreen,a\nbig,b\n", "text,label\nred\n"),
        WORDS("data.conll", "Ann B-PER\nsmiles O\n\nTom B-PER\nlaughs O\n", "Ann B-PER\nTom\n"),
        QUESTIONS(
                "data.jsonl",
                "{\"context\":\"red"
                        + " gold\",\"question\":\"what\",\"answer\":\"gold\",\"start\":4}\n",
                "\n{\"context\":\n"),
        LANGUAGE(
                "data.jsonl",
                "{\"text\":\"one two three four\"}\n{\"text\":\"two three four one\"}\n",
                "{\"text\":\"one\"}\n[1]\n"),
        RERANKER(
                "data.csv",
                "query,positive\nred,a\nblue,b\ngreen,c\nbig,d\nwe,e\n",
                "query,positive\nred\n");

        private final String file;
        private final String data;
        private final String malformed;

        Recipe(String file, String data, String malformed) {
            this.file = file;
            this.data = data;
            this.malformed = malformed;
        }

        Object command() {
            return switch (this) {
                case TEXTS -> new TextClassification();
                case WORDS -> new TokenClassification();
                case QUESTIONS -> new QuestionAnswering();
                case LANGUAGE -> new LanguageModel();
                case RERANKER -> new Reranker();
            };
        }
    }

    @BeforeEach
    void copyTokenizer() throws IOException {
        tokenizer = RecipeRunner.tokenizer(folder.resolve("tokenizer"));
    }

    private RecipeRunner run(int expected, Recipe recipe, Path train, String... more)
            throws IOException {
        Path data = Files.writeString(folder.resolve(recipe.file), recipe.data);
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--train=" + (train == null ? data : train),
                                "--validation=" + data,
                                "--output=" + folder.resolve("model")));
        arguments.addAll(List.of(more));
        RecipeRunner runner = new RecipeRunner();
        int code = runner.run(recipe.command(), arguments.toArray(String[]::new));
        assertThat(code).as(runner.err() + runner.out()).isEqualTo(expected);
        return runner;
    }

    private String[] fromScratch(String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--new=full",
                                "--tokenizer=" + tokenizer,
                                "--layers=1",
                                "--hidden-size=8",
                                "--heads=1",
                                "--max-length=32",
                                "--batch-size=1"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private void assertRefused(String sentence, Recipe recipe, Path train, String... more)
            throws IOException {
        String err = run(CommandLineProgram.BAD_INPUT, recipe, train, more).err();
        assertThat(err.strip()).contains(sentence).doesNotContain("\n");
    }

    @ParameterizedTest
    @EnumSource
    void stopsWhereTheLossIsNoNumber(Recipe recipe) throws IOException {
        String[] arguments = fromScratch("--learning-rate=1e30", "--warm-up=0", "--epochs=2");
        assertThat(run(CommandLineProgram.BAD_INPUT, recipe, null, arguments).err().strip())
                .containsPattern(" at step [2-9] with learning rate \\d\\.\\d\\de\\+\\d+;")
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @EnumSource
    void refusesAModelOfAnotherArchitecture(Recipe recipe) throws IOException {
        Path other = folder.resolve("other");
        run(0, recipe, null, fromScratch("--max-steps=1", "--output=" + other));
        String model = "--model=hf://" + other;
        Path config = other.resolve("config.json");
        String bert = Files.readString(config);
        Files.writeString(config, bert.replace("\"bert\"", "\"gpt2\""));
        assertRefused("model_type = gpt2", recipe, null, model);
        Files.writeString(
                config, bert.replace("\"num_hidden_layers\": 1", "\"num_hidden_layers\": 2"));
        assertRefused("layer.1.", recipe, null, model);
        assertRefused(
                "began with another value of --hidden-size: 8, and this one has 16",
                recipe,
                null,
                fromScratch("--hidden-size=16", "--resume", "--output=" + other));
    }

    @ParameterizedTest
    @EnumSource
    void namesMalformedLines(Recipe recipe) throws IOException {
        Path malformed = Files.writeString(folder.resolve("bad-" + recipe.file), recipe.malformed);
        assertRefused("line 2 of " + malformed.getFileName(), recipe, malformed, fromScratch());
    }

    @ParameterizedTest
    @EnumSource
    void refusesEmptyAndMissingFiles(Recipe recipe) throws IOException {
        Path empty = Files.writeString(folder.resolve("empty-" + recipe.file), "");
        assertRefused("is empty", recipe, empty, fromScratch());
        assertRefused("There is no ", recipe, folder.resolve("none"), fromScratch());
    }

    @ParameterizedTest
    @EnumSource
    void saysWhatItWouldDoAndResumes(Recipe recipe) throws IOException {
        assertThat(run(0, recipe, null, fromScratch("--dry-run")).out()).contains("parameters  ");
        assertThat(folder.resolve("model")).doesNotExist();
        Path whole = folder.resolve("whole");
        run(0, recipe, null, fromScratch("--output=" + whole, "--epochs=2"));
        run(0, recipe, null, fromScratch("--epochs=2", "--max-steps=1"));
        run(0, recipe, null, fromScratch("--epochs=2", "--resume"));
        assertThat(RecipeRunner.losses(whole)).hasSizeGreaterThan(1);
        assertThat(RecipeRunner.losses(folder.resolve("model")))
                .isEqualTo(RecipeRunner.losses(whole));
        assertThat(RecipeRunner.rates(folder.resolve("model")))
                .isEqualTo(RecipeRunner.rates(whole));
    }

    @ParameterizedTest
    @EnumSource
    void looksForALearningRate(Recipe recipe) throws IOException {
        String out = run(0, recipe, null, fromScratch("--find-rate")).out();
        assertThat(out)
                .containsPattern("rate {8}\\d.*, at which the loss fell fastest, of \\d+ tried");
        assertThat(Files.readAllLines(folder.resolve("model").resolve("rates.csv")))
                .hasSizeGreaterThan(20)
                .first()
                .isEqualTo("learning_rate,loss,smoothed_loss");
        assertThat(folder.resolve("model").resolve("config.json")).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource
    void takesDropoutsAndWritesEvents(Recipe recipe) throws IOException {
        run(
                0,
                recipe,
                null,
                fromScratch(
                        "--dropout=hidden_dropout_prob=0.25",
                        "--dropout=attention_probs_dropout_prob=0",
                        "--pad-to-multiple=8",
                        "--tensorboard",
                        "--max-steps=1"));
        Path model = folder.resolve("model");
        assertThat(Files.readString(model.resolve("config.json")))
                .contains("\"hidden_dropout_prob\": 0.25", "\"attention_probs_dropout_prob\": 0");
        assertThat(model.resolve("tensorboard")).isNotEmptyDirectory();
        String other = "--output=" + folder.resolve("other");
        // The same of a model that is loaded.
        run(
                0,
                recipe,
                null,
                "--model=hf://" + model,
                "--dropout=hidden_dropout_prob=0.5",
                "--max-steps=1",
                other);
        assertThat(Files.readString(folder.resolve("other").resolve("config.json")))
                .contains("\"hidden_dropout_prob\": 0.5");
        String third = "--output=" + folder.resolve("third");
        assertRefused(
                "has no dropout mlp_dropout; it has [attention_probs_dropout_prob",
                recipe,
                null,
                fromScratch("--dropout=mlp_dropout=0", third));
        assertRefused(
                "The dropout hidden_dropout_prob is 1.0; allowed",
                recipe,
                null,
                fromScratch("--dropout=hidden_dropout_prob=1", third));
        assertRefused(
                "--pad-to-multiple is '0'; allowed: a whole number",
                recipe,
                null,
                fromScratch("--pad-to-multiple=0", third));
    }

    @Test
    void helpEndsInExamples() {
        for (Recipe recipe : Recipe.values()) {
            RecipeRunner runner = new RecipeRunner();
            assertThat(runner.run(recipe.command(), "--help")).isZero();
            assertThat(runner.out().substring(runner.out().indexOf("Examples:")))
                    .contains("et train ", "--new");
        }
    }
}
