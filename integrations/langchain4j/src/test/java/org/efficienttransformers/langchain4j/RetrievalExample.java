/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.langchain4j;

import dev.langchain4j.data.document.Document;
import dev.langchain4j.data.document.DocumentSplitter;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.document.splitter.DocumentSplitters;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.rag.AugmentationRequest;
import dev.langchain4j.rag.AugmentationResult;
import dev.langchain4j.rag.DefaultRetrievalAugmentor;
import dev.langchain4j.rag.RetrievalAugmentor;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever;
import dev.langchain4j.store.embedding.EmbeddingStoreIngestor;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.efficienttransformers.zoo.ModelSpec;

/**
 * Retrieval-augmented generation over long documents, offline: each speech is embedded whole, and
 * the one that answers a question goes into the prompt of a chat model. The chat model is left out;
 * any of LangChain4j's takes the message that is printed.
 */
public final class RetrievalExample {

    private static final String MODEL = "all-minilm-l6-v2-longformer-4096";

    private RetrievalExample() {}

    /**
     * Asks.
     *
     * @param args a folder of text files, and questions
     * @throws IOException if a file can't be read
     */
    public static void main(String[] args) throws IOException {
        for (String question : List.of(args).subList(1, args.length)) {
            AugmentationResult result = ask(Path.of(args[0]), question);
            System.out.println(question);
            for (Content content : result.contents()) {
                TextSegment found = content.textSegment();
                System.out.printf(
                        "  %s, %,d characters%n",
                        found.metadata().getString("file"), found.text().length());
            }
        }
    }

    /** Finds the text that answers a question, and puts it into a message to a chat model. */
    static AugmentationResult ask(Path folder, String question) throws IOException {
        try (EfficientTransformersEmbeddingModel embeddings =
                        EfficientTransformersEmbeddingModel.builder().model(MODEL).build();
                EfficientTransformersTokenCountEstimator tokens =
                        new EfficientTransformersTokenCountEstimator(ModelSpec.of(MODEL))) {
            InMemoryEmbeddingStore<TextSegment> store = new InMemoryEmbeddingStore<>();
            // Cuts nothing that the model can read whole.
            DocumentSplitter splitter = DocumentSplitters.recursive(4096, 0, tokens);
            EmbeddingStoreIngestor.builder()
                    .documentSplitter(splitter)
                    .embeddingModel(embeddings)
                    .embeddingStore(store)
                    .build()
                    .ingest(documents(folder));
            RetrievalAugmentor augmentor =
                    DefaultRetrievalAugmentor.builder()
                            .contentRetriever(
                                    EmbeddingStoreContentRetriever.builder()
                                            .embeddingModel(embeddings)
                                            .embeddingStore(store)
                                            .maxResults(1)
                                            .build())
                            .build();
            UserMessage message = UserMessage.from(question);
            return augmentor.augment(
                    new AugmentationRequest(
                            message, dev.langchain4j.rag.query.Metadata.from(message, null, null)));
        }
    }

    private static List<Document> documents(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .map(RetrievalExample::document)
                    .toList();
        }
    }

    private static Document document(Path file) {
        try {
            return Document.from(
                    Files.readString(file),
                    Metadata.from("file", String.valueOf(file.getFileName())));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
