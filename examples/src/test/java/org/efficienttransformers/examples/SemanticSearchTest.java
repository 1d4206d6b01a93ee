/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SemanticSearchTest {

    private static final String QUESTION =
            "Which freedoms should people everywhere in the world enjoy?";

    private static final String LONG_NAME =
            "a-speech-of-1979-under-a-name-that-is-longer-than-its-column.txt";

    private static Output output;

    @TempDir private Path folder;

    @BeforeAll
    static void search(@TempDir Path speeches) throws IOException {
        copy("1941_franklin_d_roosevelt_d.txt", speeches.resolve("1941.txt"));
        copy("1979_jimmy_carter_d.txt", speeches.resolve(LONG_NAME));
        output = Output.of(new SemanticSearch(), "-q", QUESTION, speeches.toString());
    }

    /** Cosines and numbers of tokens are those of transformers, from the same weights. */
    @Test
    void answerLateInALongDocumentIsFoundAndTruncationMissesIt() {
        assertThat(output.err()).isEmpty();
        assertThat(output.code()).isZero();
        assertThat(rows(output))
                .contains(
                        "1941.txt 3,288 3,844",
                        "a-speech-of-1979-under-a-name-... 3,243 3,864",
                        "total 6,531 7,708",
                        "1941.txt 1 0.233 2 0.146",
                        "a-speech-of-1979-under-a-name-... 2 0.167 1 0.224");
        assertThat(oneLine(output))
                .contains("Question: " + QUESTION)
                .contains("founded upon four essential human freedoms. The first is freedom of")
                .contains("drops the rest: 87 % of the text here")
                .contains("1941.txt, begins at token 3,448. Cut at 512 tokens the model never")
                .contains("it ranks the document second of 2 and puts " + LONG_NAME + " first.");
    }

    @Test
    void linesFitATerminalAndHaveNoControlCharacters() {
        assertThat(output.lines()).hasSizeGreaterThan(20).allMatch(line -> line.length() <= 80);
        assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(output.out())).isTrue();
        assertThat(output.out()).doesNotContain("\u001b");
    }

    @Test
    void shortDocumentsAreSaidToMakeNoDifference() throws IOException {
        Files.writeString(folder.resolve("a.txt"), "The harbour was closed by ice.");
        Files.writeString(folder.resolve("b.md"), "Bees make honey.");
        Files.writeString(folder.resolve("c.bin"), "This is no text file by its name.");

        Output output =
                Output.of(new SemanticSearch(), "-q", "Who makes honey?", folder.toString());

        assertThat(output.code()).isZero();
        assertThat(oneLine(output))
                .contains("All documents fit into 512 tokens")
                .contains(
                        "The best passage of the best document, b.md, begins at token 1. A model that reads")
                .doesNotContain("c.bin");
    }

    @Test
    void documentBeyondThePositionTableOfTheZooCanBeRead() throws IOException {
        // "honey" is one token, and two more mark beginning and end.
        Files.writeString(folder.resolve("long.txt"), "honey ".repeat(4998));

        Output output =
                Output.of(
                        new SemanticSearch(),
                        "-q",
                        "honey",
                        "--max-length",
                        "5000",
                        folder.resolve("long.txt").toString());

        assertThat(output.err()).isEmpty();
        assertThat(rows(output)).contains("long.txt 4,998 5,000");
    }

    @Test
    void documentLongerThanAskedForIsRefused() throws IOException {
        Files.writeString(folder.resolve("long.txt"), "honey ".repeat(4095));

        assertRefused(
                Output.of(new SemanticSearch(), "-q", "honey", folder.toString()),
                "long.txt has 4,097 tokens, more than the 4,096 that the model is asked to read;"
                        + " give --max-length 4097 or more, up to 16384.");
    }

    @Test
    void documentLongerThanCanBeAskedForIsRefused() throws IOException {
        Files.writeString(folder.resolve("long.txt"), "honey ".repeat(16383));

        assertRefused(
                Output.of(new SemanticSearch(), "-q", "honey", folder.toString()),
                "long.txt has 16,385 tokens, more than the 4,096 that the model is asked to read;"
                        + " split it, as --max-length goes up to 16384.");
    }

    @Test
    void filesThatAreNoTextAreRefused() throws IOException {
        Path missing = folder.resolve("missing.txt");
        assertRefused(
                Output.of(new SemanticSearch(), "-q", "honey", missing.toString()),
                "There is no file or folder " + missing + "; give text files");
        Path empty = Files.createFile(folder.resolve("empty.md"));
        assertRefused(
                Output.of(new SemanticSearch(), "-q", "honey", empty.toString()),
                "The file " + empty + " is empty");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 0});
        assertRefused(
                Output.of(new SemanticSearch(), "-q", "honey", binary.toString()),
                binary + " isn't UTF-8 in line 1");
        Path nothing = Files.createDirectory(folder.resolve("nothing"));
        assertRefused(
                Output.of(new SemanticSearch(), "-q", "honey", nothing.toString()),
                "The folder " + nothing + " has no .txt or .md file");
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        assertRefused("--max-length is 511; allowed: 512 to 16384.", "--max-length", "511");
        assertRefused("--max-length is 16385; allowed: 512 to 16384.", "--max-length", "16385");
        assertRefused("'much' is not an int", "--max-length", "much");
        assertRefused("--top is 0; allowed: 1 or more.", "--top", "0");
        assertRefused("--window is 127; allowed: an even number of 2 or more.", "--window", "127");
        assertRefused("--question is empty", "--question", " ");
        assertRefused("There are files but no question to them", folder.toString());
        assertRefused("There is no model 'gpt2'; give a folder that exists", "--model", "gpt2");
        assertRefused("There is no folder", "--model", "hf://" + folder.resolve("missing"));
        assertRefused("no config.json", "--model", "hf://" + folder);
        assertRefused("Unknown option: '--depth'", "--depth");
    }

    private static void assertRefused(String message, String... args) {
        assertRefused(Output.of(new SemanticSearch(), args), message);
    }

    private static void assertRefused(Output output, String message) {
        assertThat(output.err()).contains(message).endsWith("." + System.lineSeparator());
        assertThat(output.err().lines()).hasSize(1);
        assertThat(output.out()).doesNotContain("Question");
        assertThat(output.code()).isEqualTo(2);
    }

    private static void copy(String speech, Path file) throws IOException {
        try (var stream = SemanticSearch.class.getResourceAsStream("speeches/" + speech)) {
            Files.copy(stream, file);
        }
    }

    /** The rows of tables with single spaces, without the seconds that some end in. */
    private static List<String> rows(Output output) {
        return output.lines().stream()
                .map(line -> line.strip().replaceAll("\\s+", " "))
                .map(line -> line.replaceFirst("^(\\S+ [\\d,]+ [\\d,]+) \\d+\\.\\d\\d$", "$1"))
                .toList();
    }

    private static String oneLine(Output output) {
        return output.out().replaceAll("\\s+", " ");
    }
}
