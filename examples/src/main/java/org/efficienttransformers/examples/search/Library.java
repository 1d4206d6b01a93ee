/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.search;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.TextFile;

/** Reads the texts to be searched. */
public final class Library {

    private static final String SPEECHES = "/org/efficienttransformers/examples/speeches/";

    private Library() {}

    /**
     * Reads the dozen speeches that come with the examples.
     *
     * @return the speeches, by year
     * @throws IOException if the resources are missing
     */
    public static List<Document> speeches() throws IOException {
        List<Document> documents = new ArrayList<>();
        for (String line : resource("index.tsv").lines().toList()) {
            String[] fields = line.split("\t", 2);
            documents.add(new Document(fields[1], resource(fields[0])));
        }
        return documents;
    }

    /**
     * Reads files, and all text files directly within folders.
     *
     * @param paths files of any name, and folders with .txt or .md files
     * @return their texts, in the order of the paths, within a folder by name
     * @throws BadInputException if one is missing, empty or no text
     * @throws IOException if one can't be read
     */
    public static List<Document> read(List<Path> paths) throws IOException {
        List<Document> documents = new ArrayList<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                for (Path file : textFiles(path)) {
                    documents.add(readFile(file));
                }
            } else if (Files.exists(path)) {
                documents.add(readFile(path));
            } else {
                throw new BadInputException(
                        "There is no file or folder %s; give text files, or a folder"
                                + " with .txt or .md files.",
                        path);
            }
        }
        return documents;
    }

    private static List<Path> textFiles(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(Library::isText).sorted().toList();
        }
        if (files.isEmpty()) {
            throw new BadInputException(
                    "The folder %s has no .txt or .md file; files of other names"
                            + " can be given one by one.",
                    folder);
        }
        return files;
    }

    private static boolean isText(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return Files.isRegularFile(file) && (name.endsWith(".txt") || name.endsWith(".md"));
    }

    private static Document readFile(Path file) throws IOException {
        String text = TextFile.read(file);
        if (text.isBlank()) {
            throw new BadInputException(
                    "The file %s is empty; give one with a text, or leave it out.", file);
        }
        return new Document(String.valueOf(file.getFileName()), text);
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = Library.class.getResourceAsStream(SPEECHES + name)) {
            if (stream == null) {
                throw new FileNotFoundException("The classpath has no " + SPEECHES + name + ".");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
