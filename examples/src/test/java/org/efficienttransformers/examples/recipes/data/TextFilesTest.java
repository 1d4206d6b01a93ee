/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.finetune.LabelledText;
import org.efficienttransformers.finetune.task.Labels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Labelled texts come out of CSV, JSONL and folders; what is wrong with them ends in a sentence.
 */
class TextFilesTest {

    @TempDir private Path folder;

    private final TextFiles files = new TextFiles("text", "label");

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private void assertRefused(Path path, String sentence) {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> files.read(path))
                .withMessageContaining(sentence);
    }

    @Test
    void readsCsv() throws Exception {
        Path csv = file("a.csv", "id,label,text\n1,x,\"One, \"\"two\"\"\nthree\"\n2,y,Four\n");
        assertThat(files.read(csv))
                .extracting(LabelledText::text, LabelledText::label)
                .containsExactly(tuple("One, \"two\"\nthree", "x"), tuple("Four", "y"));
    }

    @Test
    void readsJsonLines() throws Exception {
        Path jsonl =
                file(
                        "a.jsonl",
                        "{\"text\":\"One\",\"label\":\"x\"}\n\n{\"text\":\"\"," + "\"label\":3}\n");
        List<LabelledText> texts = files.read(jsonl);
        assertThat(texts).extracting(LabelledText::label).containsExactly("x", "3");
        assertThat(texts.get(1).where()).isEqualTo("line 3 of a.jsonl");
    }

    @Test
    void readsFolders() throws Exception {
        Files.createDirectories(folder.resolve("data/ham"));
        Files.createDirectories(folder.resolve("data/spam"));
        file("data/ham/1.txt", "One");
        file("data/spam/1.txt", "Two");
        assertThat(files.read(folder.resolve("data")))
                .extracting(LabelledText::label)
                .containsExactly("ham", "spam");
    }

    @Test
    void namesMalformedLines() throws Exception {
        assertRefused(
                file("a.jsonl", "{\"text\":\"One\",\"label\":\"x\"}\n{\"text\":\n"),
                "There is no JSON object in line 2 of a.jsonl");
        assertRefused(
                file("b.jsonl", "{\"text\":\"One\"}\n"),
                "There is no 'label' in line 1 of b.jsonl; it has text, and needs a text of that name.");
        assertRefused(
                file("a.csv", "text,label\nOne,x\nTwo\n"), "There are 1 values in line 3 of a.csv");
        assertRefused(file("b.csv", "text,label\nOne,x\n\"Two\" 2,y\n"), "of b.csv is malformed");
    }

    @Test
    void refusesEmptyAndUnknownFiles() throws Exception {
        assertRefused(file("a.csv", ""), "a.csv is empty");
        assertRefused(file("b.csv", "text,label\n"), "b.csv is empty");
        assertRefused(file("a.jsonl", "\n"), "a.jsonl is empty");
        assertRefused(file("a.xlsx", "x"), "is neither a .csv nor a .jsonl file");
        assertRefused(folder.resolve("none.csv"), "There is no ");
        assertRefused(file("c.csv", "text,class\nOne,x\n"), "there must be 'text' and 'label'");
        assertRefused(Files.createDirectories(folder.resolve("nothing")), "is empty");
    }

    @Test
    void refusesLabelsThatCantBeLearnt() {
        LabelledText first = new LabelledText("a", "x", "line 1");
        LabelledText second = new LabelledText("b", "x", "line 2");
        LabelledText third = new LabelledText("c", "y", "line 3");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Labels.of(List.of(first, second, third)))
                .withMessage(
                        "The label 'y' has one example, line 3; each needs two or more: add some,"
                                + " or leave it out.");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Labels.of(List.of(first, second)))
                .withMessageContaining("there must be two labels or more");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new Labels(List.of("x", "z")).index(third))
                .withMessage("The label 'y' of line 3 is unknown; the training data has x, z.");
    }
}
