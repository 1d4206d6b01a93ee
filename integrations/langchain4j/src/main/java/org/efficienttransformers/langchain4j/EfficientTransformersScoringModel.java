/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.langchain4j;

import ai.djl.util.StringPair;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.model.scoring.ScoringModel;
import java.util.List;
import org.efficienttransformers.zoo.ModelSpec;
import org.efficienttransformers.zoo.TextModel;

/**
 * Scores how well texts answer a query, by a cross-encoder: a checkpoint for sequence
 * classification with one label that reads query and text together. Safe for use by several
 * threads.
 */
public final class EfficientTransformersScoringModel implements ScoringModel, AutoCloseable {

    private final TextModel<StringPair, float[]> model;

    /**
     * Loads a model.
     *
     * @param spec the model, with arguments such as {@code maxLength} and {@code stride}
     * @throws IllegalArgumentException if it can't be loaded, or is no cross-encoder; the message
     *     says why
     */
    public EfficientTransformersScoringModel(ModelSpec spec) {
        model = TextModel.load(spec, StringPair.class, float[].class);
    }

    /**
     * Scores texts.
     *
     * @param segments the texts
     * @param query what they should answer
     * @return a score for each: the higher, the better it answers
     */
    @Override
    public Response<List<Double>> scoreAll(List<TextSegment> segments, String query) {
        List<StringPair> pairs =
                segments.stream().map(segment -> new StringPair(query, segment.text())).toList();
        List<Double> scores =
                model.predict(pairs).stream().map(score -> (double) score[0]).toList();
        int tokens = pairs.stream().mapToInt(this::tokens).sum();
        return Response.from(scores, new TokenUsage(tokens));
    }

    private int tokens(StringPair pair) {
        return model.tokens(pair.getKey()) + model.tokens(pair.getValue());
    }

    /** Closes the model after the predictions under way. */
    @Override
    public void close() {
        model.close();
    }
}
