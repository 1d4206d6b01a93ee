/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

import com.google.gson.JsonArray;
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

        JsonObject decoder = typed("WordPiece");
        decoder.addProperty("prefix", "##");
        decoder.addProperty("cleanup", true);

        JsonObject tokenizer = new JsonObject();
        tokenizer.addProperty("version", "1.0");
        tokenizer.add("normalizer", normalizer);
        tokenizer.add("pre_tokenizer", typed("BertPreTokenizer"));
        tokenizer.add("decoder", decoder);
        tokenizer.add("model", model);
        TokenizerSettings.addSpecialTokens(tokenizer, config, SPECIAL_TOKENS, vocab);
        tokenizer.add("post_processor", processor(config, Vocabulary.of(tokenizer)));
        return tokenizer;
    }

    private static JsonObject processor(PretrainedConfig config, Vocabulary vocabulary) {
        String cls = content(config, "cls_token");
        String sep = content(config, "sep_token");
        JsonArray single = new JsonArray();
        single.add(special(cls, 0));
        single.add(sequence("A", 0));
        single.add(special(sep, 0));
        JsonArray pair = single.deepCopy();
        pair.add(sequence("B", 1));
        pair.add(special(sep, 1));
        JsonObject specials = new JsonObject();
        for (String token : List.of(cls, sep)) {
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
        JsonObject processor = typed("TemplateProcessing");
        processor.add("single", single);
        processor.add("pair", pair);
        processor.add("special_tokens", specials);
        return processor;
    }

    private static String content(PretrainedConfig config, String key) {
        return TokenizerSettings.content(config, key, SPECIAL_TOKENS.get(key));
    }

    private static JsonObject typed(String type) {
        JsonObject object = new JsonObject();
        object.addProperty("type", type);
        return object;
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
