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
import org.efficienttransformers.finetune.LabelledText;

/**
 * Reads labelled texts: a CSV file with a header, a JSONL file, or a folder that has a folder of
 * text files for each label.
 *
 * @param textName the column, or the key, of the text
 * @param labelName the column, or the key, of the label
 */
public record TextFiles(String textName, String labelName) {

    /**
     * Reads a file or a folder.
     *
     * @param path a {@code .csv} or {@code .jsonl} file, or a folder
     * @return the texts, one or more
     * @throws BadInputException if it is none of these, empty or malformed; the line is named
     * @throws IOException if it can't be read
     */
    public List<LabelledText> read(Path path) throws IOException {
        List<LabelledText> texts = new ArrayList<>();
        if (Files.isDirectory(path)) {
            texts = folders(path);
        } else if (!Files.isRegularFile(path)) {
            throw new BadInputException(
                    "There is no %s; give a .csv or .jsonl file, or a folder.", path);
        } else if (Rows.isFile(path)) {
            for (Row row : Rows.read(path, List.of(textName, labelName))) {
                texts.add(new LabelledText(row.text(textName), row.text(labelName), row.where()));
            }
        } else {
            throw new BadInputException(
                    "%s is neither a .csv nor a .jsonl file nor a folder of"
                            + " folders of text; give one of these.",
                    path);
        }
        if (texts.isEmpty()) {
            throw new BadInputException("%s is empty; it must have labelled texts.", path);
        }
        return texts;
    }

    private static List<LabelledText> folders(Path folder) throws IOException {
        List<LabelledText> texts = new ArrayList<>();
        for (Path label : list(folder)) {
            if (Files.isDirectory(label)) {
                for (Path file : list(label)) {
                    texts.add(
                            new LabelledText(
                                    TextFile.read(file),
                                    label.getFileName().toString(),
                                    file.toString()));
                }
            }
        }
        return texts;
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
