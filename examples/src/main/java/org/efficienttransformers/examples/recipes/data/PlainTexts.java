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
import java.util.stream.Stream;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.TextFile;

/** Reads texts without labels: a text file, a file of rows, or a folder of text files. */
public final class PlainTexts {

    private PlainTexts() {}

    /**
     * Reads a file or a folder.
     *
     * @param path a {@code .csv} or {@code .jsonl} file, any other file as one text, or a folder of
     *     texts, with folders in it or not
     * @param name the column or key of the text in a {@code .csv} or {@code .jsonl} file
     * @return the texts, one or more, none of them blank
     * @throws BadInputException if it is none of these, empty or malformed
     * @throws IOException if it can't be read
     */
    public static List<String> read(Path path, String name) throws IOException {
        List<String> texts = new ArrayList<>();
        if (Files.isDirectory(path)) {
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    texts.add(TextFile.read(file));
                }
            }
        } else if (!Files.isRegularFile(path)) {
            throw new BadInputException(
                    "There is no %s; give a .txt, .csv or .jsonl file, or a folder.", path);
        } else if (Rows.isFile(path)) {
            for (Row row : Rows.read(path, List.of(name))) {
                texts.add(row.text(name));
            }
        } else {
            texts.add(TextFile.read(path));
        }
        texts.removeIf(String::isBlank);
        if (texts.isEmpty()) {
            throw new BadInputException("%s is empty; it must have texts that aren't blank.", path);
        }
        return texts;
    }
}
