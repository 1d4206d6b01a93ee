/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.data;

import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.efficienttransformers.examples.cli.BadInputException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

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
    public List<LabelledText> read(Path path) throws BadInputException, IOException {
        List<LabelledText> texts;
        String name = path.toString().toLowerCase(Locale.ROOT);
        if (Files.isDirectory(path)) {
            texts = folders(path);
        } else if (!Files.isRegularFile(path)) {
            throw new BadInputException(
                    "There is no " + path + "; give a .csv or .jsonl file, or a folder.");
        } else if (name.endsWith(".csv")) {
            texts = csv(path);
        } else if (name.endsWith(".jsonl")) {
            texts = new ArrayList<>();
            for (JsonLines.Line line : JsonLines.read(path)) {
                texts.add(
                        new LabelledText(line.text(textName), line.text(labelName), line.where()));
            }
        } else {
            throw new BadInputException(
                    path
                            + " is neither a .csv nor a .jsonl file nor a folder of folders of"
                            + " text; give one of these.");
        }
        if (texts.isEmpty()) {
            throw new BadInputException(path + " is empty; it must have labelled texts.");
        }
        return texts;
    }

    private List<LabelledText> csv(Path file) throws BadInputException, IOException {
        CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
        List<LabelledText> texts = new ArrayList<>();
        long last = 1;
        try (CSVParser parser = format.parse(Files.newBufferedReader(file))) {
            List<String> columns = parser.getHeaderNames();
            if (!columns.containsAll(List.of(textName, labelName))) {
                throw new BadInputException(
                        columns.isEmpty()
                                ? file + " is empty; it must have labelled texts."
                                : file
                                        + " has the columns "
                                        + String.join(", ", columns)
                                        + "; there must be '"
                                        + textName
                                        + "' and '"
                                        + labelName
                                        + "', or name others by --text and --label.");
            }
            for (CSVRecord row : parser) {
                last = parser.getCurrentLineNumber();
                String where = "line " + last + " of " + file.getFileName();
                if (!row.isConsistent()) {
                    throw new BadInputException(
                            "There are "
                                    + row.size()
                                    + " values in "
                                    + where
                                    + " and "
                                    + columns.size()
                                    + " columns; quote values that have commas or line breaks.");
                }
                texts.add(new LabelledText(row.get(textName), row.get(labelName), where));
            }
        } catch (CSVException | UncheckedIOException e) {
            throw new BadInputException(
                    "The row behind line "
                            + last
                            + " of "
                            + file.getFileName()
                            + " is malformed ("
                            + e.getMessage()
                            + "); quotes within a value must be doubled.",
                    e);
        }
        return texts;
    }

    private static List<LabelledText> folders(Path folder) throws BadInputException, IOException {
        List<LabelledText> texts = new ArrayList<>();
        for (Path label : list(folder)) {
            if (Files.isDirectory(label)) {
                for (Path file : list(label)) {
                    texts.add(
                            new LabelledText(
                                    Utf8.read(file),
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
