/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.rerank;

import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.efficienttransformers.examples.embedding.Vectors;
import org.efficienttransformers.examples.search.Document;
import org.efficienttransformers.examples.search.Passage;
import org.efficienttransformers.translator.RerankInput;

/** Passages of documents with their vectors, found by a query's vector and put in order again. */
public final class PassageIndex implements AutoCloseable {

    private final ZooModel<String, float[]> encoder;
    private final ZooModel<RerankInput, float[]> reranker;
    private final Predictor<String, float[]> embedding;
    private final Predictor<RerankInput, float[]> scoring;
    private final List<Entry> entries = new ArrayList<>();
    private List<float[]> vectors;

    /**
     * A passage and where it is from.
     *
     * @param title the document
     * @param text the passage
     */
    public record Entry(String title, String text) {}

    /**
     * A passage that was found.
     *
     * @param place its place among all passages of the index
     * @param score how well it fits: a cosine, or the reranker's score
     */
    public record Hit(int place, double score) {}

    /**
     * Loads two models and embeds all passages in one call.
     *
     * @param documents what is cut into passages
     * @param encoder makes vectors
     * @param reranker scores passages for a query
     * @throws IOException if a model can't be read
     * @throws ModelNotFoundException if there is none
     * @throws MalformedModelException if it is broken
     * @throws TranslateException if a text can't be embedded
     */
    public PassageIndex(
            List<Document> documents,
            Criteria<String, float[]> encoder,
            Criteria<RerankInput, float[]> reranker)
            throws IOException,
                    ModelNotFoundException,
                    MalformedModelException,
                    TranslateException {
        for (Document document : documents) {
            for (Passage passage : Passage.split(document.text())) {
                entries.add(new Entry(document.title(), passage.text()));
            }
        }
        this.encoder = encoder.loadModel();
        embedding = this.encoder.newPredictor();
        try {
            this.reranker = reranker.loadModel();
            scoring = this.reranker.newPredictor();
            vectors = embedding.batchPredict(entries.stream().map(Entry::text).toList());
        } catch (IOException
                | ModelNotFoundException
                | MalformedModelException
                | TranslateException
                | RuntimeException e) {
            this.encoder.close();
            throw e;
        }
    }

    /** {@return all passages, in the order of the documents} */
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    /**
     * Finds passages by their vectors.
     *
     * @param query what is looked for
     * @param count how many to find
     * @return the passages of the highest cosines, the best first
     * @throws TranslateException if the query can't be embedded
     */
    public List<Hit> retrieve(String query, int count) throws TranslateException {
        float[] vector = embedding.predict(query);
        return IntStream.range(0, entries.size())
                .mapToObj(i -> new Hit(i, Vectors.cosine(vector, vectors.get(i))))
                .sorted(Comparator.comparingDouble(Hit::score).reversed())
                .limit(count)
                .toList();
    }

    /**
     * Puts passages in another order.
     *
     * @param query what is looked for
     * @param found passages that may fit
     * @return the same, those of the highest scores of the reranker first
     * @throws TranslateException if the texts don't fit into the model
     */
    public List<Hit> rerank(String query, List<Hit> found) throws TranslateException {
        List<String> texts = found.stream().map(hit -> entries.get(hit.place()).text()).toList();
        float[] scores = scoring.predict(new RerankInput(query, texts));
        return IntStream.range(0, scores.length)
                .mapToObj(i -> new Hit(found.get(i).place(), scores[i]))
                .sorted(Comparator.comparingDouble(Hit::score).reversed())
                .toList();
    }

    @Override
    public void close() {
        scoring.close();
        reranker.close();
        embedding.close();
        encoder.close();
    }
}
