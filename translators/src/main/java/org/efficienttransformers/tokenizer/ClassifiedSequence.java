/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** Puts texts between special tokens: {@code [CLS] A [SEP]}, {@code [CLS] A [SEP] B [SEP]}. */
final class ClassifiedSequence {

    private ClassifiedSequence() {}

    /**
     * Makes the post_processor of a tokenizer.json.
     *
     * @param cls the token in front, which the vocabulary has
     * @param sep the token behind each text, which the vocabulary has
     * @param vocabulary the vocabulary
     * @return the post_processor
     */
    static JsonObject processor(String cls, String sep, Vocabulary vocabulary) {
        JsonArray single = new JsonArray();
        single.add(special(cls, 0));
        single.add(sequence("A", 0));
        single.add(special(sep, 0));
        JsonArray pair = single.deepCopy();
        pair.add(sequence("B", 1));
        pair.add(special(sep, 1));
        return template(single, pair, vocabulary, cls, sep);
    }

    /**
     * Makes a post_processor without token types: {@code <s> A </s>}, {@code <s> A </s></s> B
     * </s>}.
     *
     * @param begin the token in front, which the vocabulary has
     * @param end the token behind each text and in front of the second one
     * @param vocabulary the vocabulary
     * @return the post_processor
     */
    static JsonObject sentences(String begin, String end, Vocabulary vocabulary) {
        JsonArray single = new JsonArray();
        single.add(special(begin, 0));
        single.add(sequence("A", 0));
        single.add(special(end, 0));
        JsonArray pair = single.deepCopy();
        pair.add(special(end, 0));
        pair.add(sequence("B", 0));
        pair.add(special(end, 0));
        return template(single, pair, vocabulary, begin, end);
    }

    private static JsonObject template(
            JsonArray single, JsonArray pair, Vocabulary vocabulary, String... added) {
        JsonObject specials = new JsonObject();
        for (String token : added) {
            JsonObject special = new JsonObject();
            special.addProperty("id", token);
            JsonArray ids = new JsonArray();
            ids.add(vocabulary.id(token));
            special.add("ids", ids);
            JsonArray tokens = new JsonArray();
            tokens.add(token);
            special.add("tokens", tokens);
            specials.add(token, special);
        }
        JsonObject processor = TokenizerSettings.typed("TemplateProcessing");
        processor.add("single", single);
        processor.add("pair", pair);
        processor.add("special_tokens", specials);
        return processor;
    }

    private static JsonObject special(String token, int type) {
        return piece("SpecialToken", token, type);
    }

    private static JsonObject sequence(String name, int type) {
        return piece("Sequence", name, type);
    }

    private static JsonObject piece(String kind, String id, int type) {
        JsonObject content = new JsonObject();
        content.addProperty("id", id);
        content.addProperty("type_id", type);
        JsonObject piece = new JsonObject();
        piece.add(kind, content);
        return piece;
    }
}
