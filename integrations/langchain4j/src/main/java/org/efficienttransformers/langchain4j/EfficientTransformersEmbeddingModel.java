/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.DimensionAwareEmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingInputType;
import dev.langchain4j.model.embedding.request.EmbeddingParameter;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.efficienttransformers.zoo.ModelSpec;
import org.efficienttransformers.zoo.TextModel;

/**
 * Embeds texts of any length that the model takes; longer ones are an error, unless {@code
 * truncation} or {@code stride} is among the arguments. Safe for use by several threads.
 *
 * <p>{@link #embed(String)} and requests of type {@code QUERY} embed a query, all others documents:
 * models that want a prompt before the one or the other get it by {@link Builder#queryPrompt} and
 * {@link Builder#documentPrompt}.
 */
public final class EfficientTransformersEmbeddingModel extends DimensionAwareEmbeddingModel
        implements AutoCloseable {

    private final String name;
    private final TextModel<String, float[]> model;
    private final String queryPrompt;
    private final String documentPrompt;

    private EfficientTransformersEmbeddingModel(Builder builder) {
        ModelSpec spec = new ModelSpec(builder.name, builder.arguments);
        name = spec.model();
        queryPrompt = builder.queryPrompt;
        documentPrompt = builder.documentPrompt;
        model = TextModel.load(spec, String.class, float[].class);
    }

    /** {@return a builder} */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public EmbeddingResponse doEmbed(EmbeddingRequest request) {
        boolean query = request.inputType() == EmbeddingInputType.QUERY;
        return embed(
                request.inputs().stream().map(EmbeddingInput::text).toList(),
                query ? queryPrompt : documentPrompt);
    }

    /**
     * Embeds a query.
     *
     * @param text the query
     * @return its embedding
     */
    @Override
    public Response<Embedding> embed(String text) {
        EmbeddingResponse response =
                embed(
                        EmbeddingRequest.builder()
                                .input(text)
                                .inputType(EmbeddingInputType.QUERY)
                                .build());
        return Response.from(response.embeddings().get(0), response.tokenUsage());
    }

    /**
     * Embeds documents.
     *
     * @param segments the documents
     * @return their embeddings
     */
    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
        if (segments.isEmpty()) {
            return Response.from(List.of(), new TokenUsage(0));
        }
        EmbeddingResponse response =
                embed(
                        EmbeddingRequest.builder()
                                .textSegments(segments)
                                .inputType(EmbeddingInputType.DOCUMENT)
                                .build());
        return Response.from(response.embeddings(), response.tokenUsage());
    }

    @Override
    public Set<EmbeddingParameter<?>> supportedParameters() {
        return Set.of(EmbeddingRequestParameters.INPUT_TYPE);
    }

    @Override
    public String modelName() {
        return name;
    }

    @Override
    protected Integer knownDimension() {
        if (dimension == null) {
            dimension = model.predict(List.of("a")).get(0).length;
        }
        return dimension;
    }

    private EmbeddingResponse embed(List<String> texts, String prompt) {
        List<String> prompted = texts.stream().map(prompt::concat).toList();
        List<Embedding> embeddings = model.predict(prompted).stream().map(Embedding::from).toList();
        int tokens = prompted.stream().mapToInt(model::tokens).sum();
        return EmbeddingResponse.builder()
                .embeddings(embeddings)
                .modelName(name)
                .tokenUsage(new TokenUsage(tokens))
                .build();
    }

    /** Closes the model after the predictions under way. */
    @Override
    public void close() {
        model.close();
    }

    /** Describes an embedding model. */
    public static final class Builder {

        private final Map<String, String> arguments = new TreeMap<>();
        private String name;
        private String queryPrompt = "";
        private String documentPrompt = "";

        private Builder() {}

        /**
         * Names the model.
         *
         * @param model a name of the zoo, a folder, {@code hf://organisation/name}, or an id of the
         *     hub
         * @return this builder
         */
        public Builder model(String model) {
            name = model;
            return this;
        }

        /**
         * Sets an argument of the model or of the task, such as {@code maxLength}, {@code stride}
         * or {@code attention}.
         *
         * @param key its name, as docs/TASKS.md has it
         * @param value its value
         * @return this builder
         */
        public Builder argument(String key, Object value) {
            arguments.put(key, value.toString());
            return this;
        }

        /**
         * Sets what goes before each query.
         *
         * @param prompt such as {@code "query: "}
         * @return this builder
         */
        public Builder queryPrompt(String prompt) {
            queryPrompt = prompt;
            return this;
        }

        /**
         * Sets what goes before each document.
         *
         * @param prompt such as {@code "passage: "}
         * @return this builder
         */
        public Builder documentPrompt(String prompt) {
            documentPrompt = prompt;
            return this;
        }

        /**
         * Loads the model.
         *
         * @return the model, to be closed
         * @throws IllegalArgumentException if it can't be loaded; the message says why
         */
        public EfficientTransformersEmbeddingModel build() {
            return new EfficientTransformersEmbeddingModel(this);
        }
    }
}
