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
 * @param textNames the columns, or the keys, of the text or of both of a pair
 * @param labelName the column, or the key, of the label
 * @param several whether a text has any number of labels
 */
public record TextFiles(List<String> textNames, String labelName, boolean several) {

    /**
     * Of single texts with one label.
     *
     * @param textName the column or key of the text
     * @param labelName the column or key of the label
     */
    public TextFiles(String textName, String labelName) {
        this(List.of(textName), labelName, false);
    }

    /**
     * Reads single texts with one label.
     *
     * @param path a {@code .csv} or {@code .jsonl} file, or a folder
     * @return the texts, one or more
     * @throws BadInputException if it is none of these, empty or malformed; the line is named
     * @throws IOException if it can't be read
     */
    public List<LabelledText> read(Path path) throws IOException {
        return examples(path).stream().map(LabelledExample::joined).toList();
    }

    /**
     * Reads a file or a folder.
     *
     * @param path a {@code .csv} or {@code .jsonl} file, or a folder
     * @return the examples, one or more
     * @throws BadInputException if it is none of these, empty or malformed; the line is named
     * @throws IOException if it can't be read
     */
    public List<LabelledExample> examples(Path path) throws IOException {
        List<LabelledExample> texts = new ArrayList<>();
        if (Files.isDirectory(path)) {
            if (textNames.size() > 1 || several) {
                throw new BadInputException(
                        "%s is a folder, which has one text and one label for each file; give a .csv"
                                + " or .jsonl file.",
                        path);
            }
            texts = folders(path);
        } else if (!Files.isRegularFile(path)) {
            throw new BadInputException(
                    "There is no %s; give a .csv or .jsonl file, or a folder.", path);
        } else if (Rows.isFile(path)) {
            List<String> names = new ArrayList<>(textNames);
            names.add(labelName);
            for (Row row : Rows.read(path, names)) {
                texts.add(
                        new LabelledExample(
                                textNames.stream().map(row::text).toList(),
                                several ? row.texts(labelName) : List.of(row.text(labelName)),
                                row.where()));
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

    private static List<LabelledExample> folders(Path folder) throws IOException {
        List<LabelledExample> texts = new ArrayList<>();
        for (Path label : list(folder)) {
            if (Files.isDirectory(label)) {
                for (Path file : list(label)) {
                    texts.add(
                            new LabelledExample(
                                    List.of(TextFile.read(file)),
                                    List.of(label.getFileName().toString()),
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
