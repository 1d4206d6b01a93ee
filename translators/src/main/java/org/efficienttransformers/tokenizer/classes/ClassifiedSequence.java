/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer.classes;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/** Puts texts between special tokens: {@code [CLS] A [SEP]}, {@code [CLS] A [SEP] B [SEP]}. */
final class ClassifiedSequence {

    private static final String FIRST = "$A:0";

    private ClassifiedSequence() {}

    /**
     * Makes the post_processor of a tokenizer.json.
     *
     * @param cls the token in front, which the vocabulary has
     * @param sep the token after each text, which the vocabulary has
     * @param vocabulary the vocabulary
     * @return the post_processor
     */
    static JsonObject processor(String cls, String sep, Vocabulary vocabulary) {
        return template(
                List.of(cls + ":0", FIRST, sep + ":0"),
                List.of(cls + ":0", FIRST, sep + ":0", "$B:1", sep + ":1"),
                vocabulary);
    }

    /**
     * Makes a post_processor without token types: {@code <s> A </s>}, {@code <s> A </s></s> B
     * </s>}.
     *
     * @param begin the token in front, which the vocabulary has
     * @param end the token after each text and in front of the second one
     * @param vocabulary the vocabulary
     * @return the post_processor
     */
    static JsonObject sentences(String begin, String end, Vocabulary vocabulary) {
        return template(
                List.of(begin + ":0", FIRST, end + ":0"),
                List.of(begin + ":0", FIRST, end + ":0", end + ":0", "$B:0", end + ":0"),
                vocabulary);
    }

    /**
     * Makes a post_processor of templates, each of whose parts is {@code $A}, {@code $B} or a
     * token, with a colon and its type.
     *
     * @param single the parts around one text
     * @param pair the parts around two
     * @param vocabulary has the tokens
     * @return the post_processor
     */
    static JsonObject template(List<String> single, List<String> pair, Vocabulary vocabulary) {
        JsonObject specials = new JsonObject();
        JsonObject processor = TokenizerSettings.typed("TemplateProcessing");
        processor.add("single", parts(single, vocabulary, specials));
        processor.add("pair", parts(pair, vocabulary, specials));
        processor.add("special_tokens", specials);
        return processor;
    }

    private static JsonArray parts(
            List<String> template, Vocabulary vocabulary, JsonObject specials) {
        JsonArray parts = new JsonArray();
        for (String text : template) {
            int colon = text.lastIndexOf(':');
            boolean sequence = text.startsWith("$");
            String id = text.substring(sequence ? 1 : 0, colon);
            JsonObject content = new JsonObject();
            content.addProperty("id", id);
            content.addProperty("type_id", Integer.parseInt(text.substring(colon + 1)));
            JsonObject part = new JsonObject();
            part.add(sequence ? "Sequence" : "SpecialToken", content);
            parts.add(part);
            if (!sequence) {
                specials.add(id, special(id, vocabulary));
            }
        }
        return parts;
    }

    private static JsonObject special(String token, Vocabulary vocabulary) {
        JsonArray ids = new JsonArray();
        ids.add(vocabulary.id(token));
        JsonArray tokens = new JsonArray();
        tokens.add(token);
        JsonObject special = new JsonObject();
        special.addProperty("id", token);
        special.add("ids", ids);
        special.add("tokens", tokens);
        return special;
    }
}
