/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Set;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.tokenizer.proto.SentencePieceModel;

/**
 * The pieces of a file of SentencePiece in the order of fairseq's dictionaries, which transformers
 * keeps for XLM-RoBERTa and CamemBERT: special tokens of its own first, in place of the file's, and
 * the mask last.
 */
final class FairseqPieces {

    /**
     * XLM-RoBERTa's, without the first three pieces of the file: what is unknown, begin and end.
     */
    private static final String XLM_ROBERTA = "XLMRobertaTokenizer";

    /** CamemBERT's, without the first: what is unknown. Begin and end stay among the others. */
    private static final String CAMEMBERT = "CamembertTokenizer";

    static final Set<String> CLASSES = Set.of(XLM_ROBERTA, CAMEMBERT);

    private static final int WORST = -100;

    private FairseqPieces() {}

    /** What a tokenizer.json would hold of the vocabulary. */
    static TokenizerSource of(
            Path file, SentencePieceModel pieces, TokenizerClass kind, PretrainedConfig config) {
        boolean camembert = kind.name().equals(CAMEMBERT);
        JsonArray vocab = new JsonArray();
        vocab.add(entry(camembert ? "<s>NOTUSED" : special(config, "bos_token", "<s>"), 0));
        vocab.add(entry(special(config, "pad_token", "<pad>"), 0));
        vocab.add(entry(camembert ? "</s>NOTUSED" : special(config, "eos_token", "</s>"), 0));
        vocab.add(entry(special(config, "unk_token", "<unk>"), 0));
        if (camembert) {
            vocab.add(entry("<unk>NOTUSED", WORST));
        }
        pieces.getPiecesList().stream()
                .skip(camembert ? 1 : 3)
                .forEach(piece -> vocab.add(entry(piece.getText(), piece.getScore())));
        vocab.add(entry(special(config, "mask_token", "<mask>"), 0));
        JsonObject model = new JsonObject();
        model.add("vocab", vocab);
        JsonObject content = new JsonObject();
        content.add("model", model);
        return new TokenizerSource(file, content);
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
