/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.springai;

import static org.efficienttransformers.settings.Require.require;

import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.zoo.ModelSpec;
import org.efficienttransformers.zoo.TextModel;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.AbstractEmbeddingModel;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.EmbeddingResponseMetadata;

/**
 * Embeds texts of any length that the model takes; longer ones are an error, unless {@code
 * truncation} or {@code stride} is among the arguments. Safe for use by several threads.
 *
 * <p>{@link #embed(String)}, which vector stores search with, embeds a query; everything else
 * embeds documents.
 */
public final class EfficientTransformersEmbeddingModel extends AbstractEmbeddingModel
        implements AutoCloseable {

    private final String name;
    private final TextModel<String, float[]> model;
    private final String queryPrompt;
    private final String documentPrompt;

    /**
     * Loads a model.
     *
     * @param spec the model
     * @param queryPrompt what goes before each query, such as {@code "query: "}; may be empty
     * @param documentPrompt what goes before each document, such as {@code "passage: "}; may be
     *     empty
     * @throws IllegalArgumentException if it can't be loaded; the message says why
     */
    public EfficientTransformersEmbeddingModel(
            ModelSpec spec, String queryPrompt, String documentPrompt) {
        name = spec.model();
        this.queryPrompt = queryPrompt;
        this.documentPrompt = documentPrompt;
        model = TextModel.load(spec, String.class, float[].class);
    }

    /**
     * Embeds documents.
     *
     * @param request the documents; options may repeat the model's name and dimensions, but not
     *     change them
     * @return their embeddings, and how many tokens they have
     */
    @Override
    public EmbeddingResponse call(EmbeddingRequest request) {
        check(request.getOptions());
        List<String> texts =
                request.getInstructions().stream().map(documentPrompt::concat).toList();
        List<float[]> vectors = model.predict(texts);
        List<Embedding> embeddings = new ArrayList<>();
        for (float[] vector : vectors) {
            embeddings.add(new Embedding(vector, embeddings.size()));
        }
        int tokens = texts.stream().mapToInt(model::tokens).sum();
        return new EmbeddingResponse(
                embeddings, new EmbeddingResponseMetadata(name, new DefaultUsage(tokens, 0)));
    }

    /**
     * Embeds a query.
     *
     * @param text the query
     * @return its embedding
     */
    @Override
    public float[] embed(String text) {
        return model.predict(List.of(queryPrompt + text)).get(0);
    }

    @Override
    public float[] embed(Document document) {
        return model.predict(List.of(documentPrompt + getEmbeddingContent(document))).get(0);
    }

    private void check(EmbeddingOptions options) {
        if (options == null) {
            return;
        }
        require(
                options.getModel() == null || options.getModel().equals(name),
                "The options ask for the model %s, but this is %s; make another bean for it.",
                options.getModel(),
                name);
        if (options.getDimensions() != null) {
            require(
                    options.getDimensions() == dimensions(),
                    "The options ask for %s dimensions, but the embeddings have %s.",
                    options.getDimensions(),
                    dimensions());
        }
    }

    /** Closes the model after the predictions under way. */
    @Override
    public void close() {
        model.close();
    }
}
