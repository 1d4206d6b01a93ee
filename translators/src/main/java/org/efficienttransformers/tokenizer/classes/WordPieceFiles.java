/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer.classes;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.config.PretrainedConfig;

/**
 * Makes a tokenizer.json of a vocabulary, as transformers' BertTokenizer does: word pieces, {@code
 * [CLS] A [SEP] B [SEP]} with token types 0 and 1.
 */
public final class WordPieceFiles {

    private static final Map<String, String> SPECIAL_TOKENS =
            Map.of(
                    "unk_token", "[UNK]",
                    "sep_token", "[SEP]",
                    "pad_token", "[PAD]",
                    "cls_token", "[CLS]",
                    "mask_token", "[MASK]");

    private static final Map<String, String> MPNET =
            Map.of(
                    "bos_token", "<s>",
                    "eos_token", "</s>",
                    "unk_token", "[UNK]",
                    "sep_token", "</s>",
                    "pad_token", "<pad>",
                    "cls_token", "<s>",
                    "mask_token", "<mask>");

    private WordPieceFiles() {}

    /**
     * Reads vocab.txt, a word a line.
     *
     * @param vocab the file
     * @return from words to ids
     */
    public static JsonObject words(Path vocab) throws IOException {
        JsonObject words = new JsonObject();
        List<String> lines = Files.readAllLines(vocab);
        for (int i = 0; i < lines.size(); i++) {
            words.addProperty(lines.get(i), i);
        }
        return words;
    }

    /**
     * Makes a tokenizer.
     *
     * @param source what the words are of
     * @param config tokenizer_config.json
     * @return what transformers makes of them
     * @throws IOException if a special token is missing
     */
    static JsonObject tokenizer(TokenizerSource source, PretrainedConfig config)
            throws IOException {
        return classified(words(source, config), config, source.file());
    }

    /** Makes MPNet's: BERT's words between RoBERTa's special tokens. */
    static JsonObject mpnet(TokenizerSource source, PretrainedConfig config) throws IOException {
        JsonObject tokenizer = words(source, config);
        PieceClasses.takeSpacesBefore(
                tokenizer, TokenizerSettings.content(config, "mask_token", "<mask>"));
        TokenizerSettings.addSpecialTokens(tokenizer, config, MPNET, source.file());
        tokenizer.add(
                "post_processor",
                ClassifiedSequence.sentences(
                        TokenizerSettings.content(config, "cls_token", "<s>"),
                        TokenizerSettings.content(config, "sep_token", "</s>"),
                        Vocabulary.of(tokenizer)));
        return tokenizer;
    }

    private static JsonObject words(TokenizerSource source, PretrainedConfig config)
            throws IOException {
        JsonObject model = TokenizerSettings.typed("WordPiece");
        model.addProperty("unk_token", content(config, "unk_token"));
        model.addProperty("continuing_subword_prefix", "##");
        model.addProperty("max_input_chars_per_word", 100);
        model.add("vocab", source.words());

        JsonObject decoder = TokenizerSettings.typed("WordPiece");
        decoder.addProperty("prefix", "##");
        decoder.addProperty("cleanup", true);

        JsonObject tokenizer = source.tokenizer(model);
        tokenizer.add(
                "normalizer",
                normalizer(config, config.bool("tokenize_chinese_chars", true), true));
        tokenizer.add("pre_tokenizer", TokenizerSettings.typed("BertPreTokenizer"));
        tokenizer.add("decoder", decoder);
        return tokenizer;
    }

    /** BERT's normalizer, with what tokenizer_config.json says of it. */
    static JsonObject normalizer(
            PretrainedConfig config, boolean chineseCharacters, boolean lowerCase) {
        JsonObject normalizer = TokenizerSettings.typed("BertNormalizer");
        normalizer.addProperty("clean_text", true);
        normalizer.addProperty("handle_chinese_chars", chineseCharacters);
        if (config.has("strip_accents")) {
            normalizer.addProperty("strip_accents", config.bool("strip_accents", false));
        }
        normalizer.addProperty("lowercase", config.bool("do_lower_case", lowerCase));
        return normalizer;
    }

    /** Puts texts between BERT's special tokens. */
    static JsonObject classified(JsonObject tokenizer, PretrainedConfig config, Path file)
            throws IOException {
        TokenizerSettings.addSpecialTokens(tokenizer, config, SPECIAL_TOKENS, file);
        tokenizer.add(
                "post_processor",
                ClassifiedSequence.processor(
                        content(config, "cls_token"),
                        content(config, "sep_token"),
                        Vocabulary.of(tokenizer)));
        return tokenizer;
    }

    static String content(PretrainedConfig config, String key) {
        return TokenizerSettings.content(config, key, SPECIAL_TOKENS.get(key));
    }
}
