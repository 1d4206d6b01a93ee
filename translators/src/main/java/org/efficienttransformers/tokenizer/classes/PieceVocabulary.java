/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer.classes;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.tokenizer.proto.SentencePieceModel;

/**
 * What a class of transformers takes for its vocabulary from a file of SentencePiece that stands
 * alone: for most classes the pieces aren't numbered as in the file.
 */
@FunctionalInterface
public interface PieceVocabulary {

    /** Pieces that never are part of a text. */
    int WORST = -100;

    /** T5's tokens for gaps, and Pegasus' for nothing. */
    int EXTRA = 100;

    int OFFSET = 103;

    /** What a tokenizer.json would hold of the vocabulary. */
    JsonArray of(SentencePieceModel pieces, PretrainedConfig config);

    /** The file as a source for a class. */
    default TokenizerSource source(Path file, SentencePieceModel pieces, PretrainedConfig config) {
        JsonObject model = new JsonObject();
        model.add("vocab", of(pieces, config));
        JsonObject content = new JsonObject();
        content.add("model", model);
        return new TokenizerSource(file, content);
    }

    /** The pieces of the file. */
    static JsonArray plain(SentencePieceModel pieces, PretrainedConfig config) {
        JsonArray vocab = new JsonArray();
        addFrom(0, pieces, vocab);
        return vocab;
    }

    /** With a number for each gap that the model may be asked to fill, the last one first. */
    static JsonArray t5(SentencePieceModel pieces, PretrainedConfig config) {
        JsonArray vocab = plain(pieces, config);
        for (int i = config.integer("extra_ids", EXTRA) - 1; i >= 0; i--) {
            vocab.add(entry("<extra_id_" + i + ">", 0));
        }
        return vocab;
    }

    /** With room for more special tokens in front. */
    static JsonArray pegasus(SentencePieceModel pieces, PretrainedConfig config) {
        JsonArray vocab = new JsonArray();
        vocab.add(entry(special(config, "pad_token", "<pad>"), 0));
        vocab.add(entry(special(config, "eos_token", "</s>"), 0));
        addMask(vocab, config, "mask_token", "<mask_1>");
        addMask(vocab, config, "mask_token_sent", "<mask_2>");
        for (int i = 2; i < config.integer("offset", OFFSET); i++) {
            vocab.add(entry("<unk_" + i + ">", WORST));
        }
        addFrom(2, pieces, vocab);
        return vocab;
    }

    /** In the order of fairseq: its own special tokens in place of the file's three. */
    static JsonArray xlmRoberta(SentencePieceModel pieces, PretrainedConfig config) {
        JsonArray vocab = new JsonArray();
        vocab.add(entry(special(config, "bos_token", "<s>"), 0));
        vocab.add(entry(special(config, "pad_token", "<pad>"), 0));
        vocab.add(entry(special(config, "eos_token", "</s>"), 0));
        vocab.add(entry(special(config, "unk_token", "<unk>"), 0));
        addFrom(3, pieces, vocab);
        vocab.add(entry(special(config, "mask_token", "<mask>"), 0));
        return vocab;
    }

    /** In the order of fairseq, where begin and end stay among the others. */
    static JsonArray camembert(SentencePieceModel pieces, PretrainedConfig config) {
        JsonArray vocab = new JsonArray();
        vocab.add(entry("<s>NOTUSED", 0));
        vocab.add(entry(special(config, "pad_token", "<pad>"), 0));
        vocab.add(entry("</s>NOTUSED", 0));
        vocab.add(entry(special(config, "unk_token", "<unk>"), 0));
        vocab.add(entry("<unk>NOTUSED", WORST));
        addFrom(1, pieces, vocab);
        vocab.add(entry(special(config, "mask_token", "<mask>"), 0));
        return vocab;
    }

    private static void addMask(
            JsonArray vocab, PretrainedConfig config, String key, String defaultToken) {
        boolean none = config.toJson().has(key) && config.toJson().get(key).isJsonNull();
        JsonArray mask = entry(special(config, key, defaultToken), 0);
        if (!none && !vocab.contains(mask)) {
            vocab.add(mask);
        }
    }

    private static void addFrom(int first, SentencePieceModel pieces, JsonArray vocab) {
        pieces.getPiecesList().stream()
                .skip(first)
                .forEach(piece -> vocab.add(entry(piece.getText(), piece.getScore())));
    }

    private static String special(PretrainedConfig config, String key, String token) {
        return TokenizerSettings.content(config, key, token);
    }

    private static JsonArray entry(String piece, float score) {
        JsonArray entry = new JsonArray();
        entry.add(piece);
        entry.add(score);
        return entry;
    }
}
