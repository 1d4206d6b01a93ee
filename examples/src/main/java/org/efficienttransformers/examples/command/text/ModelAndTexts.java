/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.TextFile;
import org.efficienttransformers.examples.command.ModelReference;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A model and the texts that it is asked about, from arguments, from files or standard input. */
final class ModelAndTexts {

    @Parameters(index = "0", paramLabel = "MODEL", description = ModelReference.HELP)
    private String model;

    @Parameters(index = "1..*", paramLabel = "TEXT", description = "The texts.")
    private List<String> texts = new ArrayList<>();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "A text file in UTF-8; may be repeated.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--lines",
            description = "Takes each line of files and of standard input for a text.")
    private boolean lines;

    /** The model, as it was named. */
    String model() {
        return model;
    }

    /** Reads the texts, one or more. */
    List<String> read() throws IOException {
        List<String> inputs = new ArrayList<>(texts);
        for (Path file : files) {
            add(inputs, TextFile.read(file));
        }
        if (texts.isEmpty() && files.isEmpty()) {
            add(inputs, TextFile.decode(System.in.readAllBytes(), "standard input"));
        }
        if (inputs.isEmpty()) {
            throw new BadInputException(
                    "There is no text; give one as an argument, by --file, or on"
                            + " standard input.");
        }
        return inputs;
    }

    private void add(List<String> inputs, String content) {
        if (lines) {
            content.lines().filter(line -> !line.isBlank()).forEach(inputs::add);
        } else if (!content.isBlank()) {
            inputs.add(content.stripTrailing()); // places are counted from the very beginning
        }
    }
}
