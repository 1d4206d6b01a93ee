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
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.finetune.LabelledText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as Windows, Excel, pandas and hurried people write them are read, or refused in words. */
class RealFilesTest {

    private static final TextFiles TEXTS = new TextFiles("text", "label");

    @TempDir private Path folder;

    private static Path given(String name) {
        try {
            return Path.of(RealFilesTest.class.getResource("/cases/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bom.csv", "blank-line-at-end.csv"})
    void readsWhatExcelExports(String name) throws IOException {
        List<LabelledText> texts = TEXTS.read(given(name));
        assertThat(texts).hasSize(16);
        assertThat(texts.subList(14, 16))
                .extracting(LabelledText::text, LabelledText::label)
                .containsExactly(
                        tuple("The harbour of Paris", "ham"), tuple("Bees make honey", "spam"));
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstWord() throws IOException {
        assertThat(WordFiles.read(given("bom.conll")))
                .hasSize(4)
                .allSatisfy(text -> assertThat(text.words().get(0).text()).isEqualTo("Angela"));
        String mark = "\uFEFF";
        assertThat(PlainTexts.read(file("a.txt", mark + "One."), "text")).containsExactly("One.");
        assertThat(TEXTS.read(file("a.jsonl", mark + "{\"text\":\"One\",\"label\":\"x\"}\n \n")))
                .extracting(LabelledText::text)
                .containsExactly("One");
        Path label = Files.createDirectories(folder.resolve("labelled/x"));
        Files.writeString(label.resolve("1.txt"), mark + "One");
        assertThat(TEXTS.read(folder.resolve("labelled")))
                .extracting(LabelledText::text)
                .containsExactly("One");
        String squad =
                "{\"data\":[{\"paragraphs\":[{\"context\":\"Ice\",\"qas\":[{\"id\":\"a\","
                        + "\"question\":\"What?\",\"answers\":[{\"text\":\"Ice\","
                        + "\"answer_start\":0}]}]}]}]}\n\n";
        assertThat(QuestionFiles.read(file("a.json", mark + squad))).hasSize(1);
    }

    @Test
    void readsWhatPandasWritesWithItsIndex() throws IOException {
        assertThat(TEXTS.read(file("a.csv", ",text,label\n0,One,x\n\n1,Two,y\n  \n")))
                .extracting(LabelledText::text, LabelledText::label)
                .containsExactly(tuple("One", "x"), tuple("Two", "y"));
    }

    @Test
    void refusesColumnsOfTheSameName() {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> TEXTS.read(given("dupheader.csv")))
                .withMessageContaining("The header of ")
                .withMessageContaining("give each column another");
    }

    @Test
    void namesTheLineThatIsNotUtf8() throws IOException {
        byte[] latin = "text,label\nOne,x\nCaf\u00e9,y\n".getBytes(StandardCharsets.ISO_8859_1);
        Path file = Files.write(folder.resolve("latin.csv"), latin);
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> TEXTS.read(file))
                .withMessageEndingWith(
                        "latin.csv isn't UTF-8 in line 3; convert it, and try again.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "datastr.json | In datastr.json 'data' is \"x\"; it must be a list.",
                "nulldata.json | In nulldata.json 'data' is null; it must be a list.",
                "nullans.json | In question 0 of nullans.json 'answers' is null; it must be a list.",
                "frac.json | In question 0 of frac.json 'answer_start' is 4.5; it must be a whole"
                        + " number.",
                "str.json | In question 0 of str.json 'answer_start' is \"4\"; it must be a whole"
                        + " number."
            })
    void namesWhatIsNoSquad(String name, String sentence) {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> QuestionFiles.read(given(name)))
                .withMessage(sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4294967300", "1e400", "0.5", "true", "[4]", "\"4\"", "null"})
    void takesWholeNumbersOnlyForPlaces(String start) throws IOException {
        Path rows =
                file(
                        "a.jsonl",
                        "{\"context\":\"The cat\",\"question\":\"Who?\",\"answer\":\"cat\","
                                + "\"start\":"
                                + start
                                + "}");
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> QuestionFiles.read(rows))
                .withMessageStartingWith("In line 1 of a.jsonl 'start' is ")
                .withMessageEndingWith("; it must be a whole number.");
    }

    @Test
    void refusesWhatIsNotJsonByTheLetter() throws IOException {
        Path file = file("a.jsonl", "{text: 'One', label: x}\n");
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> TEXTS.read(file))
                .withMessageContaining("There is no JSON object in line 1 of a.jsonl");
    }
}
