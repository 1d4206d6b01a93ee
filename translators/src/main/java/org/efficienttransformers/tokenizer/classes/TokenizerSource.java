/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer.classes;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What the tokenizer classes of transformers take from a folder to make their tokenizer of: not all
 * of tokenizer.json, if there is one, but its vocabulary and little else.
 *
 * @param file where the vocabulary is, for messages
 * @param content tokenizer.json, or an object with nothing but a model's vocab and merges
 */
public record TokenizerSource(Path file, JsonObject content) {

    /**
     * Makes the source that vocab.txt, or vocab.json and merges.txt are.
     *
     * @param file the vocabulary, for messages
     * @param words from words to ids
     * @param merges the pairs, or null for a vocabulary of words
     * @return the source
     */
    public static TokenizerSource of(Path file, JsonObject words, JsonArray merges) {
        JsonObject model = new JsonObject();
        model.add("vocab", words);
        model.add("merges", merges);
        JsonObject content = new JsonObject();
        content.add("model", model);
        return new TokenizerSource(file, content);
    }

    /** The words with their ids; of a list of pieces, their places. */
    JsonObject words() {
        JsonElement vocab = content.getAsJsonObject("model").get("vocab");
        if (vocab.isJsonObject()) {
            return vocab.getAsJsonObject();
        }
        JsonObject words = new JsonObject();
        for (JsonElement piece : vocab.getAsJsonArray()) {
            words.addProperty(piece.getAsJsonArray().get(0).getAsString(), words.size());
        }
        return words;
    }

    /** The merges of byte pairs. */
    JsonArray merges() throws IOException {
        JsonElement merges = content.getAsJsonObject("model").get("merges");
        if (merges == null || merges.isJsonNull()) {
            throw other("merges");
        }
        return merges.getAsJsonArray();
    }

    /** The pieces of a unigram model, each with its score. */
    JsonArray pieces() throws IOException {
        JsonElement vocab = content.getAsJsonObject("model").get("vocab");
        if (!vocab.isJsonArray()) {
            throw other("a list of pieces (a Unigram model)");
        }
        return vocab.getAsJsonArray();
    }

    private IOException other(String needed) {
        return new IOException(
                file
                        + " has a model without "
                        + needed
                        + ", which the tokenizer_class needs; a tokenizer_class that keeps the file as"
                        + " it is: PreTrainedTokenizerFast.");
    }

    /** SentencePiece's rules for characters as a normalizer, or null if there are none. */
    JsonObject characters() {
        JsonElement normalizer = content.get("normalizer");
        if (normalizer == null || !normalizer.isJsonObject()) {
            return null;
        }
        JsonArray steps = new JsonArray();
        steps.add(normalizer);
        if (normalizer.getAsJsonObject().has("normalizers")) {
            steps = normalizer.getAsJsonObject().getAsJsonArray("normalizers");
        }
        for (JsonElement step : steps) {
            if (step.getAsJsonObject().get("type").getAsString().equals("Precompiled")) {
                return step.getAsJsonObject();
            }
        }
        return null;
    }

    /** The post_processor, which may be JSON's null. */
    JsonElement postProcessor() {
        JsonElement processor = content.get("post_processor");
        return processor == null ? JsonNull.INSTANCE : processor;
    }

    /** A tokenizer.json of a model, with the added tokens of this one. */
    JsonObject tokenizer(JsonObject model) {
        JsonObject tokenizer = new JsonObject();
        tokenizer.addProperty("version", "1.0");
        tokenizer.add("added_tokens", Vocabulary.addedTokens(content));
        tokenizer.add("model", model);
        return tokenizer;
    }

    /**
     * Parses a part of a tokenizer.json that doesn't vary.
     *
     * @param json its text
     * @return the part, which may be changed
     */
    public static JsonObject constant(String json) {
        return JsonParser.parseString(json).getAsJsonObject();
    }
}
