/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.inference.Predictor;
import ai.djl.modality.nlp.translator.NamedEntity;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe learns names, from CoNLL and JSONL, and says what is wrong with either. */
class TokenClassificationTest {

    private static final String[] PEOPLE = {"Ann", "Benjamin", "Katherine", "Tom"};
    private static final String[] PLACES = {"Rome", "Timbuktu", "Paris", "Reykjavik"};

    @TempDir private Path folder;
    private Path conll;
    private Path jsonl;

    @BeforeEach
    void writeData() throws IOException {
        List<String> columns = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            String person = PEOPLE[i % 4];
            String place = PLACES[i / 4 % 4];
            columns.addAll(
                    List.of(person + " x B-PER", "lives x O", "in x O", place + " x B-LOC", ""));
            lines.add(
                    "{\"tokens\":[\"In\",\""
                            + place
                            + "\",\"lives\",\""
                            + person
                            + "\"],\"labels\":[\"O\",\"B-LOC\",\"O\",\"B-PER\"]}");
        }
        conll = Files.write(folder.resolve("data.conll"), columns);
        jsonl = Files.write(folder.resolve("data.jsonl"), lines);
    }

    private RecipeRunner run(int expected, Path train, Path validation) throws IOException {
        Path words = folder.resolve("words");
        if (!Files.exists(words)) {
            RecipeRunner.tokenizer(words);
        }
        RecipeRunner runner = new RecipeRunner();
        int code =
                runner.run(
                        new TokenClassification(),
                        "--new=longformer",
                        "--set=attention_window=8",
                        "--tokenizer=" + words,
                        "--layers=1",
                        "--hidden-size=16",
                        "--heads=2",
                        "--max-length=32",
                        "--train=" + train,
                        "--validation=" + validation,
                        "--output=" + folder.resolve("model"),
                        "--batch-size=4",
                        "--epochs=8",
                        "--learning-rate=1e-2");
        assertThat(code).as(runner.err()).isEqualTo(expected);
        return runner;
    }

    @Test
    void learnsNames() throws Exception {
        assertThat(run(0, conll, conll).out()).contains("f1 1.0000");
        Criteria<String, NamedEntity[]> criteria =
                Criteria.builder()
                        .setTypes(String.class, NamedEntity[].class)
                        .optModelUrls("hf://" + folder.resolve("model"))
                        .optArgument("aggregationStrategy", "first")
                        .build();
        try (ZooModel<String, NamedEntity[]> model = criteria.loadModel();
                Predictor<String, NamedEntity[]> predictor = model.newPredictor()) {
            assertThat(Arrays.stream(predictor.predict("Katherine lives in Timbuktu")))
                    .extracting(NamedEntity::getEntity)
                    .containsExactly("PER", "LOC");
        }
    }

    @Test
    void readsJsonLinesToo() throws IOException {
        assertThat(run(0, jsonl, jsonl).out()).contains("f1 1.0000");
    }

    private void assertRefused(Path train, Path validation, String sentence) throws IOException {
        String err = run(CommandLineProgram.BAD_INPUT, train, validation).err();
        assertThat(err.strip()).contains(sentence).doesNotContain("\n");
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    @Test
    void refusesBadInput() throws IOException {
        assertRefused(
                file("a.conll", "Ann B-PER\nlives\n"),
                conll,
                "There is one column in line 2 of a.conll");
        assertRefused(
                conll,
                file("b.conll", "\nTom B-PER\nAnn B-HERO\n"),
                "The label 'B-HERO' of line 3 of b.conll is unknown; the training data has B-LOC,"
                        + " B-PER, O.");
        assertRefused(
                file("c.jsonl", "{\"tokens\":[\"Ann\"],\"labels\":[]}\n"),
                conll,
                "There are 1 tokens and 0 labels in line 1 of c.jsonl");
        assertRefused(
                file("d.jsonl", "\n{\"words\":[\"Ann\"]}\n"),
                conll,
                "There is no 'tokens' in line 2 of d.jsonl; it has words");
        assertRefused(file("e.conll", "\n"), conll, "e.conll is empty");
        assertRefused(
                file("f.conll", "Ann PERSON\n"),
                conll,
                "The label 'PERSON' of line 1 of f.conll isn't one for words");
        assertRefused(
                file("g.conll", "Ann B-PER\nlives O\nin O\n"),
                conll,
                "The label 'B-PER' has one example, line 1 of g.conll");
        assertRefused(
                file("h.conll", "Ann B-PER\nTom B-PER\n" + "lives O\n".repeat(40)),
                conll,
                "The text at line 1 of h.conll is 44 tokens long, and the model takes 32");
        assertRefused(
                Files.write(folder.resolve("i.conll"), new byte[] {'A', (byte) 0xFF}),
                conll,
                "i.conll isn't UTF-8");
    }

    @Test
    void refusesAMechanismWithoutSuchAHead() throws IOException {
        RecipeRunner runner = new RecipeRunner();
        int code =
                runner.run(
                        new TokenClassification(),
                        "--new=reformer",
                        "--tokenizer=" + RecipeRunner.tokenizer(folder.resolve("words")),
                        "--train=" + conll,
                        "--validation=" + conll,
                        "--output=" + folder.resolve("model"));
        assertThat(code).as(runner.out()).isEqualTo(CommandLineProgram.BAD_INPUT);
        assertThat(runner.err())
                .contains("the head is TOKEN_CLASSIFICATION; models of model_type = reformer");
    }
}
