/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.efficienttransformers.examples.cli.BadInputException;

/** Reads texts that belong together. */
public final class TextTuples {

    private TextTuples() {}

    /**
     * Texts of one row.
     *
     * @param texts the texts, in the order in which their names were given
     */
    public record Texts(List<String> texts) {

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
     * @return the rows, one or more
     * @throws BadInputException if it is no such file, empty or malformed; the line is named
     * @throws IOException if it can't be read
     */
    public static List<Texts> read(Path path, List<String> names) throws IOException {
        if (!Files.isRegularFile(path) || !Rows.isFile(path)) {
            throw new BadInputException("There is no %s; give a .csv or .jsonl file.", path);
        }
        return Rows.read(path, names).stream()
                .map(row -> new Texts(names.stream().map(row::text).toList()))
                .toList();
    }
}
