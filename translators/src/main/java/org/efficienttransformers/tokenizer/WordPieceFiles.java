/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.config.PretrainedConfig;

/**
 * Makes a tokenizer.json of vocab.txt, as transformers' BertTokenizer does: word pieces, {@code
 * [CLS] A [SEP] B [SEP]} with token types 0 and 1.
 */
final class WordPieceFiles {

    private static final Map<String, String> SPECIAL_TOKENS =
            Map.of(
                    "unk_token", "[UNK]",
                    "sep_token", "[SEP]",
                    "pad_token", "[PAD]",
                    "cls_token", "[CLS]",
                    "mask_token", "[MASK]");

    private WordPieceFiles() {}

    static JsonObject read(Path vocab, PretrainedConfig config) throws IOException {
        JsonObject words = new JsonObject();
        List<String> lines = Files.readAllLines(vocab);
        for (int i = 0; i < lines.size(); i++) {
            words.addProperty(lines.get(i), i);
        }
        JsonObject model = new JsonObject();
        model.addProperty("type", "WordPiece");
        model.addProperty("unk_token", content(config, "unk_token"));
        model.addProperty("continuing_subword_prefix", "##");
        model.addProperty("max_input_chars_per_word", 100);
        model.add("vocab", words);

        JsonObject normalizer = new JsonObject();
        normalizer.addProperty("type", "BertNormalizer");
        normalizer.addProperty("clean_text", true);
        normalizer.addProperty("handle_chinese_chars", config.bool("tokenize_chinese_chars", true));
        normalizer.addProperty(
                "strip_accents",
                config.has("strip_accents") ? config.bool("strip_accents", false) : null);
        normalizer.addProperty("lowercase", config.bool("do_lower_case", true));

        JsonObject decoder = TokenizerSettings.typed("WordPiece");
        decoder.addProperty("prefix", "##");
        decoder.addProperty("cleanup", true);

        JsonObject tokenizer = new JsonObject();
        tokenizer.addProperty("version", "1.0");
        tokenizer.add("normalizer", normalizer);
        tokenizer.add("pre_tokenizer", TokenizerSettings.typed("BertPreTokenizer"));
        tokenizer.add("decoder", decoder);
        tokenizer.add("model", model);
        TokenizerSettings.addSpecialTokens(tokenizer, config, SPECIAL_TOKENS, vocab);
        tokenizer.add(
                "post_processor",
                ClassifiedSequence.processor(
                        content(config, "cls_token"),
                        content(config, "sep_token"),
                        Vocabulary.of(tokenizer)));
        return tokenizer;
    }

    private static String content(PretrainedConfig config, String key) {
        return TokenizerSettings.content(config, key, SPECIAL_TOKENS.get(key));
    }
}
