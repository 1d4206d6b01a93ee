/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.data;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.TextFile;

/** Reads files of rows: CSV with a header, and JSONL. */
final class Rows {

    /** Blank lines are passed over; a table that pandas wrote has a first column without a name. */
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180
                    .builder()
                    .setHeader()
                    .setSkipHeaderRecord(true)
                    .setIgnoreEmptyLines(true)
                    .setAllowMissingColumnNames(true)
                    .setDuplicateHeaderMode(DuplicateHeaderMode.ALLOW_EMPTY)
                    .get();

    private Rows() {}

    private record CsvRow(CSVRecord values, String where) implements Row {

        @Override
        public String text(String name) {
            return values.get(name);
        }

        @Override
        public List<String> texts(String name) {
            return Stream.of(text(name).split(","))
                    .map(String::strip)
                    .filter(each -> !each.isEmpty())
                    .toList();
        }

        @Override
        public double number(String name) {
            try {
                double number = Double.parseDouble(text(name).strip());
                if (Double.isFinite(number)) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // is told below
            }
            throw new BadInputException(
                    "In %s '%s' is '%s'; it must be a finite number.", where, name, text(name));
        }

        @Override
        public int integer(String name) {
            try {
                return Integer.parseInt(text(name).strip());
            } catch (NumberFormatException e) {
                throw new BadInputException(
                        e,
                        "In %s '%s' is '%s'; it must be a whole number.",
                        where,
                        name,
                        text(name));
            }
        }
    }

    /** Tells whether a file is one of rows, by its name. */
    static boolean isFile(Path file) {
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
    static List<Row> read(Path file, List<String> names) throws IOException {
        return ends(file, ".csv") ? csv(file, names) : List.copyOf(JsonLines.read(file));
    }

    private static boolean ends(Path file, String extension) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(extension);
    }

    private static List<Row> csv(Path file, List<String> names) throws IOException {
        List<Row> rows = new ArrayList<>();
        long last = 1;
        try (CSVParser parser = parser(file)) {
            List<String> columns = parser.getHeaderNames();
            checkColumns(file, columns, names);
            for (CSVRecord row : parser) {
                last = parser.getCurrentLineNumber();
                String where = "line " + last + " of " + file.getFileName();
                if (row.size() == 1 && row.get(0).isBlank() && columns.size() > 1) {
                    continue;
                }
                if (!row.isConsistent()) {
                    throw new BadInputException(
                            "There are %s values in %s and %s columns; quote values that have commas"
                                    + " or line breaks.",
                            row.size(), where, columns.size());
                }
                rows.add(new CsvRow(row, where));
            }
        } catch (CSVException | UncheckedIOException e) {
            throw new BadInputException(
                    e,
                    "The row after line %s of %s is malformed (%s); quotes within a value must be"
                            + " doubled.",
                    last,
                    file.getFileName(),
                    e.getMessage());
        }
        if (rows.isEmpty()) {
            throw new BadInputException("%s is empty; it must have rows below its header.", file);
        }
        return rows;
    }

    private static CSVParser parser(Path file) throws IOException {
        String text = TextFile.read(file);
        try {
            return FORMAT.parse(new StringReader(text));
        } catch (IllegalArgumentException e) {
            throw new BadInputException(
                    e,
                    "The header of %s can't be told apart by its names (%s); give each column"
                            + " another.",
                    file,
                    e.getMessage());
        }
    }

    private static void checkColumns(Path file, List<String> columns, List<String> names) {
        if (columns.isEmpty()) {
            throw new BadInputException("%s is empty; it must have a header and rows.", file);
        }
        if (!columns.containsAll(names)) {
            throw new BadInputException(
                    "%s has the columns %s; there must be '%s'. Rename them, or look whether --help"
                            + " has options for their names.",
                    file, String.join(", ", columns), String.join("' and '", names));
        }
    }
}
