/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer.classes;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.Map;

/** The tokens of a tokenizer.json and their ids, added ones included. */
public final class Vocabulary {

    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<Integer, String> tokens = new HashMap<>();
    private int highest = -1;

    private Vocabulary() {}

    /**
     * Reads the vocabulary. Added tokens have the ids that the tokenizers library gives them: their
     * model's, or else the next ones, whatever the file says.
     *
     * @param tokenizer a tokenizer.json
     * @return its tokens
     */
    public static Vocabulary of(JsonObject tokenizer) {
        Vocabulary vocabulary = new Vocabulary();
        JsonElement model = tokenizer.getAsJsonObject("model").get("vocab");
        if (model.isJsonArray()) {
            // Unigram: pairs of piece and score, the place is the id.
            JsonArray pieces = model.getAsJsonArray();
            for (int i = 0; i < pieces.size(); i++) {
                vocabulary.put(pieces.get(i).getAsJsonArray().get(0).getAsString(), i);
            }
        } else {
            model.getAsJsonObject()
                    .asMap()
                    .forEach((token, id) -> vocabulary.put(token, id.getAsInt()));
        }
        int size = model.isJsonArray() ? model.getAsJsonArray().size() : vocabulary.ids.size();
        int next = size;
        for (JsonElement added : addedTokens(tokenizer)) {
            String token = added.getAsJsonObject().get("content").getAsString();
            if (token.isEmpty()) {
                continue; // as the library does
            }
            Integer id = vocabulary.id(token);
            if (id == null) {
                id = next;
            }
            vocabulary.put(token, id);
            next = Math.max(next, id + 1);
        }
        return vocabulary;
    }

    private void put(String token, int id) {
        ids.put(token, id);
        tokens.put(id, token);
        highest = Math.max(highest, id);
    }

    /**
     * Returns the tokens that a tokenizer.json adds to its model's.
     *
     * @param tokenizer a tokenizer.json
     * @return its list, which may be changed
     */
    public static JsonArray addedTokens(JsonObject tokenizer) {
        if (!tokenizer.has("added_tokens") || tokenizer.get("added_tokens").isJsonNull()) {
            tokenizer.add("added_tokens", new JsonArray());
        }
        return tokenizer.getAsJsonArray("added_tokens");
    }

    /**
     * Returns the id of a token.
     *
     * @param token as the vocabulary has it
     * @return the id, or null if there is no such token
     */
    public Integer id(String token) {
        return ids.get(token);
    }

    /**
     * Returns the token of an id.
     *
     * @param id from 0
     * @return the token, or null if no token has the id
     */
    public String token(int id) {
        return tokens.get(id);
    }

    /** {@return how many ids there may be, the highest id and one} */
    public int size() {
        return highest + 1;
    }
}
