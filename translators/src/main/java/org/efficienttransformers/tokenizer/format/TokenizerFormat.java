/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer.format;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;

/** Checks a tokenizer.json before the native library gets it. */
public final class TokenizerFormat {

    private static final int LONGEST_TOKEN = 4096;
    private static final List<String> VERSIONS = List.of("1.0");

    /** What the library shall neither do nor read: our texts are cut and padded in Java. */
    private static final List<String> UNUSED = List.of("truncation", "padding");

    private static final List<String> FLAGS =
            List.of("single_word", "lstrip", "rstrip", "normalized", "special");

    private TokenizerFormat() {}

    /**
     * Checks a tokenizer, and takes from it what has no use here.
     *
     * @param tokenizer the content of a tokenizer.json, which is changed
     * @throws IOException if it holds anything but what is allowed; the message says where, what
     *     was found, and what is allowed
     */
    public static void check(JsonObject tokenizer) throws IOException {
        UNUSED.forEach(tokenizer::remove);
        Node root = new Node("", tokenizer);
        if (root.find("version") != null) {
            root.find("version").word(VERSIONS);
        }
        if (root.find("model") == null) {
            throw new IOException("it has no model; it must be a file of the tokenizers library.");
        }
        Models.check(root.get("model"));
        checkAddedTokens(tokenizer);
        if (root.find("normalizer") != null) {
            Components.normalizer(root.find("normalizer"));
        }
        if (root.find("pre_tokenizer") != null) {
            Components.preTokenizer(root.find("pre_tokenizer"));
        }
        if (root.find("post_processor") != null) {
            PostProcessors.check(root.find("post_processor"));
        }
        if (root.find("decoder") != null) {
            Components.decoder(root.find("decoder"));
        }
    }

    /**
     * Checks the tokens that a tokenizer adds to its model's.
     *
     * @param tokenizer the content of a tokenizer.json
     * @throws IOException if one isn't as it must be
     */
    public static void checkAddedTokens(JsonObject tokenizer) throws IOException {
        Node tokens = new Node("", tokenizer).find("added_tokens");
        if (tokens == null) {
            return;
        }
        for (Node token : tokens.elements()) {
            token.get("content").text(LONGEST_TOKEN);
            token.get("id").integer(0, Integer.MAX_VALUE);
            for (String flag : FLAGS) {
                token.get(flag).bool();
            }
        }
    }

    /**
     * Tells how long a text may be that can't be cut into pieces, since it has no words.
     *
     * @param tokenizer a tokenizer that was checked
     * @return the number of chars
     */
    public static int longestWord(JsonObject tokenizer) {
        boolean slow =
                hasSlowPattern(tokenizer.get("normalizer"))
                        || hasSlowPattern(tokenizer.get("pre_tokenizer"));
        return slow ? Patterns.LONGEST_TEXT : Integer.MAX_VALUE;
    }

    private static boolean hasSlowPattern(JsonElement value) {
        if (value == null || value.isJsonPrimitive() || value.isJsonNull()) {
            return false;
        }
        if (value.isJsonArray()) {
            return value.getAsJsonArray().asList().stream()
                    .anyMatch(TokenizerFormat::hasSlowPattern);
        }
        JsonElement regex = value.getAsJsonObject().get("Regex");
        return regex == null
                ? value.getAsJsonObject().asMap().values().stream()
                        .anyMatch(TokenizerFormat::hasSlowPattern)
                : PatternSyntax.read(regex.getAsString()).failure().degree() > 0;
    }
}
