/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import picocli.CommandLine;

/** Runs a recipe as its user does, and keeps what it prints. */
final class RecipeRunner {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** Runs a command; returns its exit code. */
    int run(Object command, String... args) {
        CommandLine line = CommandLineProgram.of(command);
        line.setOverwrittenOptionsAllowed(true);
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(args);
    }

    /**
     * Arguments that train a small new model, evaluated on what it learns from; of options that are
     * given twice the last counts.
     */
    static String[] small(Path tokenizer, Path data, Path output, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--new=full",
                                "--tokenizer=" + tokenizer,
                                "--layers=1",
                                "--hidden-size=32",
                                "--heads=2",
                                "--max-length=16",
                                "--train=" + data,
                                "--validation=" + data,
                                "--output=" + output,
                                "--set=initializer_range=0.2",
                                "--set=hidden_dropout_prob=0",
                                "--learning-rate=1e-2",
                                "--batch-size=8",
                                "--epochs=80",
                                "--evaluate-every=100"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    /**
     * Puts a tokenizer of word pieces into a folder, with the few words that the tests use, made by
     * src/test/python/make_words_tokenizer.py.
     */
    static Path tokenizer(Path folder) throws IOException {
        return tokenizer(folder, "/words-tokenizer.json");
    }

    /** Puts a tokenizer of 30,522 word pieces into a folder: that of all-MiniLM-L6-v2. */
    static Path wholeTokenizer(Path folder) throws IOException {
        return tokenizer(folder, "/all-minilm-l6-v2-tokenizer.json");
    }

    private static Path tokenizer(Path folder, String resource) throws IOException {
        Files.createDirectories(folder);
        try (InputStream stream = RecipeRunner.class.getResourceAsStream(resource)) {
            Files.copy(stream, folder.resolve("tokenizer.json"));
        }
        return folder;
    }

    /** log.csv, a list for each step, without what differs from run to run: seconds and memory. */
    static List<List<String>> log(Path folder) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (String row : Files.readAllLines(folder.resolve("log.csv"))) {
            List<String> values = new ArrayList<>(List.of(row.split(",", -1)));
            values.subList(6, 8).clear();
            rows.add(values);
        }
        return rows.subList(1, rows.size());
    }

    /** The losses in log.csv, one a step. */
    static List<Double> losses(Path folder) throws IOException {
        return log(folder).stream().map(row -> Double.parseDouble(row.get(2))).toList();
    }

    /** The learning rates in log.csv, one a step. */
    static List<String> rates(Path folder) throws IOException {
        return log(folder).stream().map(row -> row.get(4)).toList();
    }
}
