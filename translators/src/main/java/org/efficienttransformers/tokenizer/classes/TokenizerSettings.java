/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer.classes;

import static org.efficienttransformers.settings.Require.requireState;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.efficienttransformers.config.PretrainedConfig;

/**
 * Puts into a tokenizer.json the tokens that the files next to it add. DJL hands a tokenizer.json
 * to the tokenizers library and reads little else.
 */
public final class TokenizerSettings {

    static final List<String> NAMES =
            List.of(
                    "bos_token",
                    "eos_token",
                    "unk_token",
                    "sep_token",
                    "pad_token",
                    "cls_token",
                    "mask_token");

    private static final List<String> LISTS =
            List.of("additional_special_tokens", "extra_special_tokens");

    private TokenizerSettings() {}

    /**
     * Applies the settings.
     *
     * @param tokenizer tokenizer.json, which is changed
     * @param config tokenizer_config.json
     * @param addedTokens added_tokens.json, from tokens to ids; empty if there is none
     */
    public static void apply(
            JsonObject tokenizer, PretrainedConfig config, JsonObject addedTokens) {
        // Ids ascending: the tokenizers library numbers what it adds in the order of the list.
        Map<Integer, JsonObject> tokens = new TreeMap<>();
        addedTokens.asMap().forEach((token, id) -> tokens.put(id.getAsInt(), token(token, false)));
        JsonObject settings = config.toJson();
        if (config.has("added_tokens_decoder")) {
            settings.getAsJsonObject("added_tokens_decoder")
                    .asMap()
                    .forEach((id, token) -> tokens.put(Integer.parseInt(id), token(token, false)));
        }
        Added added = new Added(tokenizer);
        tokens.forEach((id, token) -> added.add(token, Math.max(0, id)));
        for (String name : NAMES) {
            if (config.has(name)) {
                added.add(token(settings.get(name), true), 0);
            }
        }
        for (String list : LISTS) {
            for (JsonElement token : several(settings.get(list))) {
                added.add(token(token, true), 0);
            }
        }
    }

    /**
     * Adds the special tokens of a tokenizer that is made from a bare vocabulary.
     *
     * @param tokenizer the tokenizer, which is changed
     * @param config tokenizer_config.json
     * @param defaults the special tokens of the tokenizer's class, by the key of the configuration
     * @param vocab the file of the vocabulary, for messages
     * @throws IOException if the vocabulary lacks one that the tokenizer can't do without
     */
    static void addSpecialTokens(
            JsonObject tokenizer, PretrainedConfig config, Map<String, String> defaults, Path vocab)
            throws IOException {
        Vocabulary vocabulary = Vocabulary.of(tokenizer);
        Added added = new Added(tokenizer);
        for (String name : NAMES) {
            String content = content(config, name, defaults.get(name));
            if (content == null) {
                continue;
            }
            if (vocabulary.id(content) != null) {
                // What the folder says of it counts, such as that it takes spaces along.
                JsonObject token =
                        config.has(name)
                                ? token(config.toJson().get(name), true)
                                : token(content, true);
                token.addProperty("special", true);
                added.add(token, vocabulary.id(content));
            } else if (name.equals("cls_token") || name.equals("sep_token")) {
                throw new IOException(
                        vocab
                                + " has no "
                                + content
                                + ", which is the "
                                + name
                                + "; tokenizer_config.json may name another.");
            }
        }
    }

    /** The tokens of a list, or of an object that has a name for each. */
    private static Collection<JsonElement> several(JsonElement tokens) {
        if (tokens instanceof JsonObject named) {
            return named.asMap().values();
        }
        return tokens instanceof JsonArray array ? array.asList() : List.of();
    }

    /**
     * {@return how a special token is written: given as text or as an object with its content}
     *
     * @param config tokenizer_config.json
     * @param key such as cls_token
     * @param defaultValue what it is if the key is missing
     */
    public static String content(PretrainedConfig config, String key, String defaultValue) {
        if (!config.has(key)) {
            return defaultValue;
        }
        return token(config.toJson().get(key), true).get("content").getAsString();
    }

    private static JsonObject token(JsonElement value, boolean special) {
        if (!value.isJsonObject()) {
            requireState(
                    value.isJsonPrimitive() && value.getAsJsonPrimitive().isString(),
                    "%s is no token",
                    value);
            return token(value.getAsString(), special);
        }
        JsonObject token = token(value.getAsJsonObject().get("content").getAsString(), special);
        for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized", "special")) {
            if (value.getAsJsonObject().has(flag)) {
                token.add(flag, value.getAsJsonObject().get(flag));
            }
        }
        return token;
    }

    /** An entry of added_tokens, without its id. */
    static JsonObject token(String content, boolean special) {
        JsonObject token = new JsonObject();
        token.addProperty("content", content);
        token.addProperty("single_word", false);
        token.addProperty("lstrip", false);
        token.addProperty("rstrip", false);
        token.addProperty("normalized", !special);
        token.addProperty("special", special);
        return token;
    }

    /** The tokens of a tokenizer.json, to which others are added. */
    private static final class Added {

        private final JsonArray list;
        private final Set<JsonElement> contents = new HashSet<>();

        Added(JsonObject tokenizer) {
            list = Vocabulary.addedTokens(tokenizer);
            list.forEach(token -> contents.add(token.getAsJsonObject().get("content")));
        }

        /**
         * Adds a token that isn't there. The tokenizers library needs an id, but doesn't use it.
         */
        void add(JsonObject token, int id) {
            if (contents.add(token.get("content"))) {
                token.addProperty("id", id);
                list.add(token);
            }
        }
    }

    /**
     * Makes a part of a tokenizer.json.
     *
     * @param type its type
     * @return the part, which the caller fills
     */
    public static JsonObject typed(String type) {
        JsonObject object = new JsonObject();
        object.addProperty("type", type);
        return object;
    }
}
