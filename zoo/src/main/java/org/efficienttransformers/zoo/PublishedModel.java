/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import ai.djl.Application;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/**
 * A published checkpoint of the hub.
 *
 * @param repoId its id there
 * @param application what it is for
 * @param card what it is
 */
record PublishedModel(String repoId, Application application, ModelCard card) {

    private static final Size BASE = new Size(768, 12, 12, 3072);
    private static final Size LARGE = new Size(1024, 24, 16, 4096);

    /** All of the zoo. */
    static final List<PublishedModel> ALL =
            List.of(
                    longformer("allenai/longformer-base-4096", BASE),
                    longformer("allenai/longformer-large-4096", LARGE),
                    bigBird("google/bigbird-roberta-base", BASE),
                    bigBird("google/bigbird-roberta-large", LARGE),
                    enwik8(),
                    crimeAndPunishment());

    private record Size(int hidden, int layers, int heads, int intermediate) {}

    private static PublishedModel longformer(String repoId, Size size) {
        JsonObject config = config("longformer", size);
        config.addProperty("attention_window", 512);
        config.addProperty("max_position_embeddings", 4098);
        config.addProperty("type_vocab_size", 1);
        config.addProperty("vocab_size", 50_265);
        return of(repoId, "Longformer by its authors, trained on from RoBERTa.", config);
    }

    private static PublishedModel bigBird(String repoId, Size size) {
        JsonObject config = config("big_bird", size);
        config.addProperty("block_size", 64);
        config.addProperty("num_random_blocks", 3);
        config.addProperty("max_position_embeddings", 4096);
        config.addProperty("type_vocab_size", 2);
        config.addProperty("vocab_size", 50_358);
        return of(repoId, "BigBird by its authors, trained on from RoBERTa.", config);
    }

    private static PublishedModel enwik8() {
        JsonObject config = reformer("LLHLLLHLLLHL", 8, 128, 4096, 258);
        config.addProperty("hidden_size", 1024);
        config.addProperty("max_position_embeddings", 65_536);
        config.add("axial_pos_shape", numbers(128, 512));
        config.add("axial_pos_embds_dim", numbers(256, 768));
        return new PublishedModel(
                "google/reformer-enwik8",
                Application.NLP.TEXT_GENERATION,
                card(
                        "google/reformer-enwik8",
                        "Reformer that continues Wikipedia's markup, byte by byte.",
                        config));
    }

    private static PublishedModel crimeAndPunishment() {
        JsonObject config = reformer("LHLHLH", 2, 64, 512, 320);
        config.addProperty("hidden_size", 256);
        config.addProperty("max_position_embeddings", 524_288);
        config.add("axial_pos_shape", numbers(512, 1024));
        config.add("axial_pos_embds_dim", numbers(64, 192));
        return new PublishedModel(
                "google/reformer-crime-and-punishment",
                Application.NLP.TEXT_GENERATION,
                card(
                        "google/reformer-crime-and-punishment",
                        "Reformer trained on the novel Crime and Punishment.",
                        config));
    }

    /** With a letter for each layer: L for a local one, H for one that hashes. */
    private static JsonObject reformer(
            String layers, int heads, int headSize, int feedForward, int vocabulary) {
        JsonObject config = new JsonObject();
        config.addProperty("model_type", "reformer");
        JsonArray kinds = new JsonArray();
        layers.chars().forEach(letter -> kinds.add(letter == 'L' ? "local" : "lsh"));
        config.add("attn_layers", kinds);
        config.addProperty("num_hidden_layers", kinds.size());
        config.addProperty("num_attention_heads", heads);
        config.addProperty("attention_head_size", headSize);
        config.addProperty("feed_forward_size", feedForward);
        config.addProperty("vocab_size", vocabulary);
        return config;
    }

    private static JsonArray numbers(int first, int second) {
        JsonArray numbers = new JsonArray();
        numbers.add(first);
        numbers.add(second);
        return numbers;
    }

    private static JsonObject config(String modelType, Size size) {
        JsonObject config = new JsonObject();
        config.addProperty("model_type", modelType);
        config.addProperty("hidden_size", size.hidden);
        config.addProperty("num_hidden_layers", size.layers);
        config.addProperty("num_attention_heads", size.heads);
        config.addProperty("intermediate_size", size.intermediate);
        return config;
    }

    private static PublishedModel of(String repoId, String description, JsonObject config) {
        return new PublishedModel(
                repoId, Application.NLP.FILL_MASK, card(repoId, description, config));
    }

    private static ModelCard card(String repoId, String description, JsonObject config) {
        return new ModelCard(description, "https://huggingface.co/" + repoId, config);
    }
}
