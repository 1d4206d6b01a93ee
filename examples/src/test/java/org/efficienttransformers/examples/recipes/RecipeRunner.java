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

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    /** Puts a tokenizer of word pieces into a folder: that of all-MiniLM-L6-v2. */
    static Path tokenizer(Path folder) throws IOException {
        Files.createDirectories(folder);
        String resource = "/all-minilm-l6-v2-tokenizer.json";
        try (InputStream stream = RecipeRunner.class.getResourceAsStream(resource)) {
            Files.copy(stream, folder.resolve("tokenizer.json"));
        }
        return folder;
    }

    /** The losses in log.csv, one a step. */
    static List<Double> losses(Path folder) throws IOException {
        List<Double> losses = new ArrayList<>();
        for (String row : Files.readAllLines(folder.resolve("log.csv"))) {
            if (!row.startsWith("step")) {
                losses.add(Double.parseDouble(row.split(",", -1)[2]));
            }
        }
        return losses;
    }
}
