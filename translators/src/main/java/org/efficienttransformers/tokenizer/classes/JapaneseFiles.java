/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer.classes;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import org.efficienttransformers.config.PretrainedConfig;

/**
 * Makes a tokenizer.json of what transformers' BertJapaneseTokenizer is made of, where it finds
 * words at spaces and punctuation. Programs that know Japanese words, such as MeCab, aren't part of
 * this library.
 */
final class JapaneseFiles {

    private JapaneseFiles() {}

    static JsonObject tokenizer(TokenizerSource source, PretrainedConfig config)
            throws IOException {
        for (String step : List.of("do_word_tokenize", "do_subword_tokenize")) {
            if (!config.bool(step, true)) {
                throw new IOException(
                        config.source() + " has " + step + " = false; allowed here: true.");
            }
        }
        choice(config, "word_tokenizer_type", "basic", List.of("basic"));
        String parts =
                choice(
                        config,
                        "subword_tokenizer_type",
                        "wordpiece",
                        List.of("wordpiece", "character"));
        JsonArray normalizers = new JsonArray();
        normalizers.add(TokenizerSettings.typed("NFC"));
        normalizers.add(WordPieceFiles.normalizer(config, false, false));
        JsonObject pieces = WordPieceFiles.tokenizer(source, config);
        if (parts.equals("character")) {
            normalizers.add(TokenizerSettings.typed("NFKC"));
            JsonArray splits = new JsonArray();
            splits.add(pieces.get("pre_tokenizer"));
            splits.add(
                    TokenizerSource.constant(
                            "{\"type\": \"Split\", \"pattern\": {\"Regex\": \"[\\\\s\\\\S]\"},"
                                    + " \"behavior\": \"Isolated\", \"invert\": false}"));
            pieces.add("pre_tokenizer", sequence("pretokenizers", splits));
            JsonObject model = TokenizerSettings.typed("WordLevel");
            model.addProperty("unk_token", WordPieceFiles.content(config, "unk_token"));
            model.add("vocab", source.words());
            pieces.add("model", model);
        }
        pieces.add("normalizer", sequence("normalizers", normalizers));
        pieces.getAsJsonObject("decoder").addProperty("cleanup", false);
        return pieces;
    }

    private static JsonObject sequence(String key, JsonArray steps) {
        JsonObject sequence = TokenizerSettings.typed("Sequence");
        sequence.add(key, steps);
        return sequence;
    }

    private static String choice(
            PretrainedConfig config, String key, String defaultValue, List<String> allowed)
            throws IOException {
        String value = config.string(key, defaultValue);
        if (!allowed.contains(value)) {
            throw new IOException(
                    String.format(
                            "%s has %s = %s, which needs a program that isn't part of this"
                                    + " library; allowed: %s.",
                            config.source(), key, value, String.join(", ", allowed)));
        }
        return value;
    }
}
