/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.examples.cli.BadInputException;

/** Reads texts that belong together. */
public final class TextTuples {

    private TextTuples() {}

    /**
     * Texts of one row.
     *
     * @param texts the texts, in the order in which their names were given
     * @param label how well they fit, from 0 to 1
     */
    public record Texts(List<String> texts, double label) {

        /** Copies the list. */
        public Texts {
            texts = List.copyOf(texts);
        }
    }

    /**
     * Reads a file.
     *
     * @param path a {@code .csv} or {@code .jsonl} file
     * @param names its columns or keys
     * @param labelName the column or key of the label; null if all fit
     * @return the rows, one or more
     * @throws BadInputException if it is no such file, empty or malformed; the line is named
     * @throws IOException if it can't be read
     */
    public static List<Texts> read(Path path, List<String> names, String labelName)
            throws IOException {
        if (!Files.isRegularFile(path) || !Rows.isFile(path)) {
            throw new BadInputException("There is no %s; give a .csv or .jsonl file.", path);
        }
        List<String> all = new ArrayList<>(names);
        if (labelName != null) {
            all.add(labelName);
        }
        return Rows.read(path, all).stream()
                .map(
                        row ->
                                new Texts(
                                        names.stream().map(row::text).toList(),
                                        labelName == null ? 1 : share(row, labelName)))
                .toList();
    }

    private static double share(Row row, String name) {
        double value = row.number(name);
        if (!(value >= 0 && value <= 1)) {
            throw new BadInputException(
                    "In %s '%s' is %s; it must be from 0 (doesn't fit) to 1.",
                    row.where(), name, value);
        }
        return value;
    }
}
