/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.config.PretrainedConfig;

/**
 * What transformers' tokenizer classes with pieces of SentencePiece make of a tokenizer.json: XLM-R
 * and CamemBERT, BigBird, and Reformer.
 */
final class PieceClasses {

    private static final Map<String, String> SPECIAL_TOKENS =
            Map.of(
                    "bos_token", "<s>",
                    "eos_token", "</s>",
                    "sep_token", "</s>",
                    "cls_token", "<s>",
                    "unk_token", "<unk>",
                    "pad_token", "<pad>",
                    "mask_token", "<mask>");

    /** Where XLM-R's unknown token always is. */
    private static final int XLM_ROBERTA_UNKNOWN = 3;

    /** Where BigBird's unknown token is if it isn't found. */
    private static final int BIG_BIRD_UNKNOWN = 100;

    private PieceClasses() {}

    static JsonObject xlmRoberta(TokenizerSource source, PretrainedConfig config)
            throws IOException {
        JsonObject tokenizer = source.tokenizer(unigram(source, XLM_ROBERTA_UNKNOWN));
        return sentences(tokenizer, source, config, SPECIAL_TOKENS);
    }

    static JsonObject camembert(TokenizerSource source, PretrainedConfig config)
            throws IOException {
        String unknown = TokenizerSettings.content(config, "unk_token", "<unk>");
        int place = Math.max(0, pieces(source).indexOf(unknown));
        JsonObject tokenizer = source.tokenizer(unigram(source, place));
        takeSpacesBefore(tokenizer, TokenizerSettings.content(config, "mask_token", "<mask>"));
        return sentences(tokenizer, source, config, SPECIAL_TOKENS);
    }

    /** Words at spaces, {@code <s> A </s></s> B </s>} without token types. */
    private static JsonObject sentences(
            JsonObject tokenizer,
            TokenizerSource source,
            PretrainedConfig config,
            Map<String, String> specialTokens)
            throws IOException {
        if (source.characters() != null) {
            tokenizer.add("normalizer", source.characters());
        }
        JsonObject metaspace = metaspace(config);
        JsonArray steps = new JsonArray();
        steps.add(TokenizerSettings.typed("WhitespaceSplit"));
        steps.add(metaspace);
        JsonObject sequence = TokenizerSettings.typed("Sequence");
        sequence.add("pretokenizers", steps);
        tokenizer.add("pre_tokenizer", sequence);
        tokenizer.add("decoder", metaspace.deepCopy());
        TokenizerSettings.addSpecialTokens(tokenizer, config, specialTokens, source.file());
        Vocabulary vocabulary = Vocabulary.of(tokenizer);
        tokenizer.add(
                "post_processor",
                ClassifiedSequence.sentences(
                        TokenizerSettings.content(config, "bos_token", "<s>"),
                        TokenizerSettings.content(config, "eos_token", "</s>"),
                        vocabulary));
        return tokenizer;
    }

    static JsonObject bigBird(TokenizerSource source, PretrainedConfig config) throws IOException {
        Map<String, String> specialTokens = SentencePieceFiles.BIG_BIRD;
        String unknown = TokenizerSettings.content(config, "unk_token", "<unk>");
        int place = pieces(source).indexOf(unknown);
        boolean found = place >= 0 && score(source.pieces().get(place)) == 0;
        JsonObject tokenizer = source.tokenizer(unigram(source, found ? place : BIG_BIRD_UNKNOWN));
        takeSpacesBefore(tokenizer, TokenizerSettings.content(config, "mask_token", "[MASK]"));
        tokenizer.add(
                "normalizer",
                TokenizerSource.constant(
                        "{\"type\": \"Replace\", \"pattern\": {\"Regex\": \" {2,}\"}, \"content\":"
                                + " \"\u2581\"}"));
        tokenizer.add("pre_tokenizer", metaspace(config));
        tokenizer.add("decoder", metaspace(config));
        TokenizerSettings.addSpecialTokens(tokenizer, config, specialTokens, source.file());
        tokenizer.add(
                "post_processor",
                ClassifiedSequence.processor(
                        TokenizerSettings.content(config, "cls_token", "[CLS]"),
                        TokenizerSettings.content(config, "sep_token", "[SEP]"),
                        Vocabulary.of(tokenizer)));
        return tokenizer;
    }

    static JsonObject reformer(TokenizerSource source, PretrainedConfig config) throws IOException {
        JsonObject model = TokenizerSettings.typed("BPE");
        model.addProperty("unk_token", TokenizerSettings.content(config, "unk_token", "<unk>"));
        model.addProperty("fuse_unk", true);
        model.add("vocab", source.words());
        model.add("merges", source.merges());
        JsonObject tokenizer = source.tokenizer(model);
        if (source.characters() != null) {
            JsonArray steps = new JsonArray();
            steps.add(source.characters());
            steps.add(
                    TokenizerSource.constant(
                            "{\"type\": \"Replace\", \"pattern\": {\"Regex\": \" {2,}\"},"
                                    + " \"content\": \" \"}"));
            JsonObject sequence = TokenizerSettings.typed("Sequence");
            sequence.add("normalizers", steps);
            tokenizer.add("normalizer", sequence);
        }
        PretrainedConfig always = new PretrainedConfig(new JsonObject(), config.source());
        tokenizer.add("pre_tokenizer", metaspace(always));
        tokenizer.add("decoder", metaspace(always));
        tokenizer.add("post_processor", source.postProcessor());
        Map<String, String> specialTokens = Map.of("eos_token", "</s>", "unk_token", "<unk>");
        TokenizerSettings.addSpecialTokens(tokenizer, config, specialTokens, source.file());
        return tokenizer;
    }

    private static JsonObject metaspace(PretrainedConfig config) {
        JsonObject metaspace = TokenizerSettings.typed("Metaspace");
        metaspace.addProperty("replacement", "\u2581");
        metaspace.addProperty(
                "prepend_scheme", config.bool("add_prefix_space", true) ? "always" : "never");
        metaspace.addProperty("split", true);
        return metaspace;
    }

    private static JsonObject unigram(TokenizerSource source, int unknown) throws IOException {
        JsonObject model = TokenizerSettings.typed("Unigram");
        model.addProperty("unk_id", unknown);
        model.add("vocab", source.pieces());
        model.addProperty("byte_fallback", false);
        return model;
    }

    private static List<String> pieces(TokenizerSource source) throws IOException {
        return source.pieces().asList().stream()
                .map(piece -> piece.getAsJsonArray().get(0).getAsString())
                .toList();
    }

    private static double score(JsonElement piece) {
        return piece.getAsJsonArray().get(1).getAsDouble();
    }

    /** A mask takes the spaces before it along, unless the folder says otherwise of it. */
    private static void takeSpacesBefore(JsonObject tokenizer, String mask) {
        JsonArray added = Vocabulary.addedTokens(tokenizer);
        boolean known =
                added.asList().stream()
                        .anyMatch(
                                token ->
                                        token.getAsJsonObject()
                                                .get("content")
                                                .getAsString()
                                                .equals(mask));
        if (!known) {
            JsonObject token = TokenizerSettings.token(mask, true);
            token.addProperty("id", 0);
            token.addProperty("lstrip", true);
            added.add(token);
        }
    }
}
