/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.springai;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.util.StringPair;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.efficienttransformers.zoo.ModelSpec;
import org.efficienttransformers.zoo.TextModel;
import org.springframework.ai.document.Document;
import org.springframework.ai.rag.Query;
import org.springframework.ai.rag.postretrieval.document.DocumentPostProcessor;

/**
 * Puts retrieved documents into the order in which they answer a query, by a cross-encoder: a
 * checkpoint for sequence classification with one label that reads query and document together.
 * Safe for use by several threads.
 */
public final class EfficientTransformersReranker implements DocumentPostProcessor, AutoCloseable {

    private final TextModel<StringPair, float[]> model;
    private final int topK;

    /**
     * Loads a model.
     *
     * @param spec the model
     * @param topK how many documents to keep, 1 or more
     * @throws IllegalArgumentException if it can't be loaded, or is no cross-encoder; the message
     *     says why
     */
    public EfficientTransformersReranker(ModelSpec spec, int topK) {
        require(topK >= 1, "The reranker is to keep %s documents; it must be 1 or more.", topK);
        this.topK = topK;
        model = TextModel.load(spec, StringPair.class, float[].class);
    }

    /**
     * Orders documents.
     *
     * @param query what they should answer
     * @param documents the documents
     * @return the best of them, best first, each with its score
     */
    @Override
    public List<Document> process(Query query, List<Document> documents) {
        List<float[]> scores =
                model.predict(
                        documents.stream()
                                .map(document -> new StringPair(query.text(), document.getText()))
                                .toList());
        List<Document> scored = new ArrayList<>();
        for (Document document : documents) {
            double score = scores.get(scored.size())[0];
            scored.add(document.mutate().score(score).build());
        }
        return scored.stream()
                .sorted(Comparator.comparing(Document::getScore).reversed())
                .limit(topK)
                .toList();
    }

    /** Closes the model after the predictions under way. */
    @Override
    public void close() {
        model.close();
    }
}
