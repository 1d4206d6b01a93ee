/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.search;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.embedding.TextEncoder;
import org.efficienttransformers.examples.embedding.Vectors;
import org.efficienttransformers.tokenizer.EncodedText;

/**
 * Semantic search: what is nearest to the question, by the cosine of their vectors, is the best
 * answer.
 */
public final class Search {

    private final TextEncoder encoder;
    private final TextEncoder truncating;

    /**
     * Takes two encoders.
     *
     * @param encoder reads documents whole
     * @param truncating reads their beginnings, for comparison
     */
    public Search(TextEncoder encoder, TextEncoder truncating) {
        this.encoder = encoder;
        this.truncating = truncating;
    }

    /**
     * Embeds a document.
     *
     * @param document a document that the encoder takes
     * @return the document with its vectors
     */
    public IndexedDocument index(Document document) {
        int tokens = encoder.length(encoder.tokens(document.text()));
        long start = System.nanoTime();
        float[] whole = encoder.embed(document.text());
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        return new IndexedDocument(
                document, tokens, whole, truncating.embed(document.text()), time);
    }

    /**
     * Ranks documents.
     *
     * @param question the question
     * @param documents the documents
     * @return a result for each document, the best first
     */
    public List<Result> rank(String question, List<IndexedDocument> documents) {
        double[] whole = cosines(encoder.embed(question), documents, IndexedDocument::whole);
        double[] beginning =
                cosines(truncating.embed(question), documents, IndexedDocument::beginning);
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            results.add(new Result(documents.get(i), place(whole, i), place(beginning, i)));
        }
        results.sort(Comparator.comparingInt(result -> result.whole().rank()));
        return results;
    }

    /**
     * Looks for the passage of a document that answers best.
     *
     * @param question the question
     * @param document the document
     * @return the passage
     */
    public Finding bestPassage(String question, IndexedDocument document) {
        float[] vector = encoder.embed(question);
        String text = document.document().text();
        Passage best = null;
        double highest = Double.NEGATIVE_INFINITY;
        for (Passage passage : Passage.split(text)) {
            double cosine = Vectors.cosine(vector, encoder.embed(passage.text()));
            if (cosine > highest) {
                highest = cosine;
                best = passage;
            }
        }
        if (best == null) {
            throw new BadInputException(
                    "The document %s has no text.", document.document().title());
        }
        EncodedText tokens = encoder.tokens(text);
        int end = best.start() + best.text().length();
        int first = 0;
        while (tokens.ends()[first] <= best.start()) {
            first++;
        }
        int last = first;
        while (last + 1 < tokens.length() && tokens.starts()[last + 1] < end) {
            last++;
        }
        return new Finding(document, best, highest, first + 1, last + 1);
    }

    private static double[] cosines(
            float[] question,
            List<IndexedDocument> documents,
            Function<IndexedDocument, float[]> vector) {
        return documents.stream()
                .mapToDouble(document -> Vectors.cosine(question, vector.apply(document)))
                .toArray();
    }

    private static Result.Place place(double[] cosines, int i) {
        int better = 0;
        for (double cosine : cosines) {
            if (cosine > cosines[i]) {
                better++;
            }
        }
        return new Result.Place(better + 1, cosines[i]);
    }
}
