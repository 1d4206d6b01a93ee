/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.retrieval;

import java.time.Duration;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.efficienttransformers.examples.embedding.TokenEncoder;
import org.efficienttransformers.examples.embedding.Vectors;
import org.efficienttransformers.kernel.machine.ProcessMemory;

/**
 * What a method achieves on a corpus.
 *
 * @param scores how well its vectors are found
 * @param perDocument the time that embedding a document takes, on average
 * @param memory the highest resident memory while documents are embedded, above that of the loaded
 *     model, in bytes; nothing where it isn't known
 * @param documents the vectors of the documents
 * @param queries the vectors of the queries
 */
public record Evaluation(
        Scores scores,
        Duration perDocument,
        OptionalLong memory,
        List<float[]> documents,
        List<float[]> queries) {

    /**
     * Embeds documents and queries, and lets each query search.
     *
     * @param method embeds the documents; queries are short, and go into its encoder as they are
     * @param encoder the encoder of the method
     * @param corpus documents and queries
     * @return what it achieves
     */
    public static Evaluation of(Method method, TokenEncoder encoder, Corpus corpus) {
        OptionalLong loaded = ProcessMemory.resident();
        boolean known = ProcessMemory.resetPeak();
        List<float[]> queries = corpus.queries().stream().map(encoder::embed).toList();
        // The first run of a length compiles kernels and fills caches.
        method.embed(encoder, corpus.documents().get(0));
        long start = System.nanoTime();
        List<float[]> documents =
                corpus.documents().stream().map(ids -> method.embed(encoder, ids)).toList();
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        OptionalLong memory =
                known && loaded.isPresent()
                        ? OptionalLong.of(ProcessMemory.peak().orElseThrow() - loaded.getAsLong())
                        : OptionalLong.empty();
        double[][] similarities =
                queries.stream()
                        .map(
                                query ->
                                        documents.stream()
                                                .mapToDouble(
                                                        document -> Vectors.cosine(query, document))
                                                .toArray())
                        .toArray(double[][]::new);
        return new Evaluation(
                Scores.of(similarities, corpus.relevant()),
                time.dividedBy(documents.size()),
                memory,
                documents,
                queries);
    }

    /**
     * Compares vectors one by one.
     *
     * @param vectors of length 1
     * @param others as many, of the same texts
     * @return the cosine of each pair
     */
    public static DoubleSummaryStatistics cosines(List<float[]> vectors, List<float[]> others) {
        return IntStream.range(0, vectors.size())
                .mapToDouble(i -> Vectors.cosine(vectors.get(i), others.get(i)))
                .summaryStatistics();
    }
}
