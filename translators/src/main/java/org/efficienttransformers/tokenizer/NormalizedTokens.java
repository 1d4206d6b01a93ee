/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.efficienttransformers.tokenizer.classes.Vocabulary;

/**
 * Checks added tokens as the normalizer leaves them. One of which nothing is left the tokenizers
 * library would find between any two bytes of a text, and end the JVM between those of one
 * character; so it does where a token of spaces lies within the spaces that another takes along.
 */
final class NormalizedTokens {

    /** Makes of any text one token, which is the text as the normalizer leaves it. */
    private static final String WHOLE =
            """
            {"version": "1.0", "model": {"type": "Unigram", "vocab": [["", 0]], "unk_id": 0}}
            """;

    private static final Pattern SPACES = Pattern.compile("(?U)\\s*");

    private NormalizedTokens() {}

    /**
     * Checks the added tokens.
     *
     * @param tokenizer a tokenizer.json, which is as it must be otherwise
     * @throws IOException if there is such a token
     */
    static void check(JsonObject tokenizer) throws IOException {
        List<JsonObject> tokens =
                Vocabulary.addedTokens(tokenizer).asList().stream()
                        .map(JsonElement::getAsJsonObject)
                        .filter(token -> !content(token).isEmpty())
                        .toList();
        boolean takesSpaces = tokens.stream().anyMatch(token -> is(token, "rstrip"));
        JsonObject whole = JsonParser.parseString(WHOLE).getAsJsonObject();
        whole.add("normalizer", tokenizer.get("normalizer"));
        try (HuggingFaceTokenizer library = TextTokenizer.library(whole)) {
            for (JsonObject token : tokens) {
                String left = content(token);
                if (is(token, "normalized")) {
                    left = String.join("", library.encode(left, false, false).getTokens());
                }
                if (left.isEmpty() || (takesSpaces && SPACES.matcher(left).matches())) {
                    throw new IOException(
                            "added_tokens has "
                                    + token.get("content")
                                    + ", of which the normalizer leaves "
                                    + (left.isEmpty() ? "nothing" : "spaces that another may take")
                                    + "; allowed: tokens that aren't normalized, and no spaces where"
                                    + " a token has rstrip.");
                }
            }
        }
    }

    private static boolean is(JsonObject token, String flag) {
        return token.get(flag).getAsBoolean();
    }

    private static String content(JsonObject token) {
        return token.get("content").getAsString();
    }
}
