/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.springai;

import java.util.Map;
import java.util.Objects;
import org.efficienttransformers.zoo.ModelSpec;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The properties that beans are made of.
 *
 * @param embedding the embedding model; without {@code efficient-transformers.embedding.model}
 *     there is none
 * @param reranker the reranker; without {@code efficient-transformers.reranker.model} there is none
 */
@ConfigurationProperties("efficient-transformers")
public record EfficientTransformersProperties(Embedding embedding, Reranker reranker) {

    /**
     * An embedding model.
     *
     * @param model its name, as {@link ModelSpec} takes it
     * @param arguments of the model and the task, as docs/TASKS.md has them
     * @param queryPrompt what goes before each query
     * @param documentPrompt what goes before each document
     */
    public record Embedding(
            String model,
            Map<String, String> arguments,
            String queryPrompt,
            String documentPrompt) {

        /** Takes what is missing for empty. */
        public Embedding {
            arguments = Objects.requireNonNullElse(arguments, Map.of());
            queryPrompt = Objects.requireNonNullElse(queryPrompt, "");
            documentPrompt = Objects.requireNonNullElse(documentPrompt, "");
        }

        /** The model and its arguments. */
        ModelSpec spec() {
            return new ModelSpec(model, arguments);
        }
    }

    /**
     * A reranker.
     *
     * @param model its name, as {@link ModelSpec} takes it
     * @param arguments of the model and the task
     * @param topK how many documents to keep; by default 10
     */
    public record Reranker(String model, Map<String, String> arguments, Integer topK) {

        /** Takes what is missing for the default. */
        public Reranker {
            arguments = Objects.requireNonNullElse(arguments, Map.of());
            topK = Objects.requireNonNullElse(topK, 10);
        }

        /** The model and its arguments. */
        ModelSpec spec() {
            return new ModelSpec(model, arguments);
        }
    }
}
