/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.Map;

/** The tokens of a tokenizer.json and their ids, added ones included. */
final class Vocabulary {

    private final Map<String, Integer> ids;
    private final String[] tokens;

    private Vocabulary(Map<String, Integer> ids) {
        this.ids = ids;
        int highest = ids.values().stream().mapToInt(Integer::intValue).max().orElse(-1);
        tokens = new String[highest + 1];
        ids.forEach((token, id) -> tokens[id] = token);
    }

    /**
     * Reads the vocabulary.
     *
     * @param tokenizer a tokenizer.json
     * @return its tokens
     */
    static Vocabulary of(JsonObject tokenizer) {
        Map<String, Integer> ids = new HashMap<>();
        JsonElement model = tokenizer.getAsJsonObject("model").get("vocab");
        if (model.isJsonArray()) {
            // Unigram: pairs of piece and score, the place is the id.
            JsonArray pieces = model.getAsJsonArray();
            for (int i = 0; i < pieces.size(); i++) {
                ids.put(pieces.get(i).getAsJsonArray().get(0).getAsString(), i);
            }
        } else {
            model.getAsJsonObject().asMap().forEach((token, id) -> ids.put(token, id.getAsInt()));
        }
        for (JsonElement added : addedTokens(tokenizer)) {
            JsonObject token = added.getAsJsonObject();
            ids.put(token.get("content").getAsString(), token.get("id").getAsInt());
        }
        return new Vocabulary(ids);
    }

    /**
     * Returns the tokens that a tokenizer.json adds to its model's.
     *
     * @param tokenizer a tokenizer.json
     * @return its list, which may be changed
     */
    static JsonArray addedTokens(JsonObject tokenizer) {
        if (!tokenizer.has("added_tokens") || tokenizer.get("added_tokens").isJsonNull()) {
            tokenizer.add("added_tokens", new JsonArray());
        }
        return tokenizer.getAsJsonArray("added_tokens");
    }

    /** The id of a token, or null if there is no such token. */
    Integer id(String token) {
        return ids.get(token);
    }

    /** The token of an id, or null if no token has it. */
    String token(int id) {
        return id >= 0 && id < tokens.length ? tokens[id] : null;
    }

    /** The highest id and one. */
    int size() {
        return tokens.length;
    }
}
