/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.efficienttransformers.examples.cli.BadInputException;

/** Reads files of rows: CSV with a header, and JSONL. */
public final class Rows {

    private Rows() {}

    private record CsvRow(CSVRecord values, String where) implements Row {

        @Override
        public String text(String name) {
            return values.get(name);
        }
    }

    /**
     * Tells whether a file is one of rows, by its name.
     *
     * @param file the file
     * @return whether it ends in {@code .csv} or {@code .jsonl}
     */
    public static boolean isFile(Path file) {
        return ends(file, ".csv") || ends(file, ".jsonl");
    }

    /**
     * Reads a file.
     *
     * @param file a {@code .csv} or {@code .jsonl} file, UTF-8
     * @param names the columns that a CSV file must have; a line of JSONL tells when asked
     * @return its rows, one or more
     * @throws BadInputException if it is empty or malformed; the line is named
     * @throws IOException if it can't be read
     */
    public static List<Row> read(Path file, List<String> names)
            throws BadInputException, IOException {
        return ends(file, ".csv") ? csv(file, names) : List.copyOf(JsonLines.read(file));
    }

    private static boolean ends(Path file, String extension) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(extension);
    }

    private static List<Row> csv(Path file, List<String> names)
            throws BadInputException, IOException {
        CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
        List<Row> rows = new ArrayList<>();
        long last = 1;
        try (CSVParser parser = format.parse(Files.newBufferedReader(file))) {
            List<String> columns = parser.getHeaderNames();
            checkColumns(file, columns, names);
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
                rows.add(new CsvRow(row, where));
            }
        } catch (CSVException | UncheckedIOException | MalformedInputException e) {
            boolean encoding =
                    e instanceof MalformedInputException
                            || e.getCause() instanceof MalformedInputException;
            throw new BadInputException(
                    encoding
                            ? file + " isn't UTF-8 behind line " + last + "; convert it."
                            : "The row behind line "
                                    + last
                                    + " of "
                                    + file.getFileName()
                                    + " is malformed ("
                                    + e.getMessage()
                                    + "); quotes within a value must be doubled.",
                    e);
        }
        if (rows.isEmpty()) {
            throw new BadInputException(file + " is empty; it must have rows below its header.");
        }
        return rows;
    }

    private static void checkColumns(Path file, List<String> columns, List<String> names)
            throws BadInputException {
        if (columns.isEmpty()) {
            throw new BadInputException(file + " is empty; it must have a header and rows.");
        }
        if (!columns.containsAll(names)) {
            throw new BadInputException(
                    file
                            + " has the columns "
                            + String.join(", ", columns)
                            + "; there must be '"
                            + String.join("' and '", names)
                            + "'. Rename them, or look whether --help has options for their"
                            + " names.");
        }
    }
}
