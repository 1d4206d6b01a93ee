/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer.classes;

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

    private static final int T5_UNKNOWN = 2;
    private static final int ALBERT_UNKNOWN = 1;

    private static final Map<String, String> ALBERT =
            Map.of(
                    "bos_token", "[CLS]",
                    "eos_token", "[SEP]",
                    "sep_token", "[SEP]",
                    "cls_token", "[CLS]",
                    "unk_token", "<unk>",
                    "pad_token", "<pad>",
                    "mask_token", "[MASK]");

    private static final Map<String, String> XLNET =
            Map.of(
                    "bos_token", "<s>",
                    "eos_token", "</s>",
                    "sep_token", "<sep>",
                    "cls_token", "<cls>",
                    "unk_token", "<unk>",
                    "pad_token", "<pad>",
                    "mask_token", "<mask>");

    private static final Map<String, String> ENDED =
            Map.of("eos_token", "</s>", "unk_token", "<unk>", "pad_token", "<pad>");

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
        normalize(tokenizer, new JsonArray(), source);
        splitAtSpaces(tokenizer, config);
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
        tokenizer.add("normalizer", replace("{\"Regex\": \" {2,}\"}", "\u2581"));
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
            steps.add(replace("{\"Regex\": \" {2,}\"}", " "));
            tokenizer.add("normalizer", sequence("normalizers", steps));
        }
        tokenizer.add("pre_tokenizer", metaspace(always(config)));
        tokenizer.add("decoder", metaspace(always(config)));
        tokenizer.add("post_processor", source.postProcessor());
        Map<String, String> specialTokens = Map.of("eos_token", "</s>", "unk_token", "<unk>");
        TokenizerSettings.addSpecialTokens(tokenizer, config, specialTokens, source.file());
        return tokenizer;
    }

    /** {@code A </s>}, {@code A </s> B </s>}, and a token for each gap to be filled. */
    static JsonObject t5(TokenizerSource source, PretrainedConfig config) throws IOException {
        JsonObject tokenizer = source.tokenizer(unigram(source, T5_UNKNOWN));
        normalize(tokenizer, new JsonArray(), source);
        splitAtSpaces(tokenizer, always(config));
        addAll(tokenizer, source, "<extra_id_\\d+>");
        String end = ended(tokenizer, source, config);
        tokenizer.add(
                "post_processor",
                ClassifiedSequence.template(
                        List.of("$A:0", end + ":0"),
                        List.of("$A:0", end + ":0", "$B:0", end + ":0"),
                        Vocabulary.of(tokenizer)));
        return tokenizer;
    }

    /** {@code A </s>}, {@code A B </s>}. */
    static JsonObject pegasus(TokenizerSource source, PretrainedConfig config) throws IOException {
        String unknown = TokenizerSettings.content(config, "unk_token", "<unk>");
        int place = Math.max(0, pieces(source).indexOf(unknown));
        JsonObject tokenizer = source.tokenizer(unigram(source, place));
        JsonArray steps = new JsonArray();
        if (source.characters() == null) {
            steps.add(replace("{\"Regex\": \"\\n\"}", " "));
        } else {
            steps.add(source.characters());
        }
        steps.add(replace("{\"Regex\": \" {2,}\"}", " "));
        tokenizer.add("normalizer", sequence("normalizers", steps));
        tokenizer.add("pre_tokenizer", metaspace(always(config)));
        tokenizer.add("decoder", metaspace(always(config)));
        addAll(tokenizer, source, "<mask_[12]>|<unk_\\d+>");
        String end = ended(tokenizer, source, config);
        tokenizer.add(
                "post_processor",
                ClassifiedSequence.template(
                        List.of("$A:0", end + ":0"),
                        List.of("$A:0", "$B:0", end + ":0"),
                        Vocabulary.of(tokenizer)));
        return tokenizer;
    }

    /**
     * {@code [CLS] A [SEP]}, {@code [CLS] A [SEP] B [SEP]}, unless tokenizer.json says otherwise,
     * in small letters without accents.
     */
    static JsonObject albert(TokenizerSource source, PretrainedConfig config) throws IOException {
        JsonObject tokenizer = source.tokenizer(unigram(source, ALBERT_UNKNOWN));
        boolean accents = config.bool("keep_accents", false);
        normalize(tokenizer, plain(accents, config.bool("do_lower_case", true)), source);
        splitAtSpaces(tokenizer, config);
        TokenizerSettings.addSpecialTokens(tokenizer, config, ALBERT, source.file());
        tokenizer.add(
                "post_processor",
                source.postProcessor().isJsonObject()
                        ? source.postProcessor()
                        : ClassifiedSequence.processor(
                                TokenizerSettings.content(config, "cls_token", "[CLS]"),
                                TokenizerSettings.content(config, "sep_token", "[SEP]"),
                                Vocabulary.of(tokenizer)));
        return tokenizer;
    }

    /** {@code A <sep> <cls>}, {@code A <sep> B <sep> <cls>}, without accents. */
    static JsonObject xlnet(TokenizerSource source, PretrainedConfig config) throws IOException {
        JsonObject tokenizer = source.tokenizer(unigram(source, config.integer("unk_id", 0)));
        normalize(tokenizer, plain(false, config.bool("do_lower_case", false)), source);
        splitAtSpaces(tokenizer, always(config));
        takeSpacesBefore(tokenizer, TokenizerSettings.content(config, "mask_token", "<mask>"));
        TokenizerSettings.addSpecialTokens(tokenizer, config, XLNET, source.file());
        String sep = TokenizerSettings.content(config, "sep_token", "<sep>");
        String cls = TokenizerSettings.content(config, "cls_token", "<cls>");
        tokenizer.add(
                "post_processor",
                ClassifiedSequence.template(
                        List.of("$A:0", sep + ":0", cls + ":2"),
                        List.of("$A:0", sep + ":0", "$B:1", sep + ":1", cls + ":2"),
                        Vocabulary.of(tokenizer)));
        return tokenizer;
    }

    /** Adds special tokens, and returns the last one, which the vocabulary must have. */
    private static String ended(
            JsonObject tokenizer, TokenizerSource source, PretrainedConfig config)
            throws IOException {
        TokenizerSettings.addSpecialTokens(tokenizer, config, ENDED, source.file());
        String end = TokenizerSettings.content(config, "eos_token", "</s>");
        if (Vocabulary.of(tokenizer).id(end) == null) {
            throw new IOException(
                    source.file()
                            + " has no "
                            + end
                            + ", which is the eos_token; tokenizer_config.json may name another.");
        }
        return end;
    }

    /** Quotes of LaTeX, accents and large letters replaced, as ALBERT and XLNet have it. */
    private static JsonArray plain(boolean accents, boolean lowerCase) {
        JsonArray steps = new JsonArray();
        steps.add(replace("{\"String\": \"``\"}", "\""));
        steps.add(replace("{\"String\": \"''\"}", "\""));
        if (!accents) {
            steps.add(TokenizerSettings.typed("NFKD"));
            steps.add(TokenizerSettings.typed("StripAccents"));
        }
        if (lowerCase) {
            steps.add(TokenizerSettings.typed("Lowercase"));
        }
        return steps;
    }

    private static JsonObject replace(String pattern, String content) {
        JsonObject replace = TokenizerSettings.typed("Replace");
        replace.add("pattern", TokenizerSource.constant(pattern));
        replace.addProperty("content", content);
        return replace;
    }

    /** Steps, and then SentencePiece's rules for characters where the source has them. */
    private static void normalize(JsonObject tokenizer, JsonArray steps, TokenizerSource source) {
        if (source.characters() != null) {
            steps.add(source.characters());
        }
        if (!steps.isEmpty()) {
            tokenizer.add("normalizer", sequence("normalizers", steps));
        }
    }

    private static void splitAtSpaces(JsonObject tokenizer, PretrainedConfig config) {
        JsonArray steps = new JsonArray();
        steps.add(TokenizerSettings.typed("WhitespaceSplit"));
        steps.add(metaspace(config));
        tokenizer.add("pre_tokenizer", sequence("pretokenizers", steps));
        tokenizer.add("decoder", metaspace(config));
    }

    private static JsonObject sequence(String key, JsonArray steps) {
        JsonObject sequence = TokenizerSettings.typed("Sequence");
        sequence.add(key, steps);
        return sequence;
    }

    /** No settings, as spaces are always put in front. */
    private static PretrainedConfig always(PretrainedConfig config) {
        return new PretrainedConfig(new JsonObject(), config.source());
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
    static void takeSpacesBefore(JsonObject tokenizer, String mask) {
        JsonObject token = TokenizerSettings.token(mask, true);
        token.addProperty("lstrip", true);
        addUnlessKnown(Vocabulary.addedTokens(tokenizer), token);
    }

    /** Adds the pieces of a form as special tokens. */
    private static void addAll(JsonObject tokenizer, TokenizerSource source, String form)
            throws IOException {
        for (String piece : pieces(source)) {
            if (piece.matches(form)) {
                addUnlessKnown(
                        Vocabulary.addedTokens(tokenizer), TokenizerSettings.token(piece, true));
            }
        }
    }

    private static void addUnlessKnown(JsonArray added, JsonObject token) {
        boolean known =
                added.asList().stream()
                        .map(other -> other.getAsJsonObject().get("content"))
                        .anyMatch(token.get("content")::equals);
        if (!known) {
            token.addProperty("id", 0);
            added.add(token);
        }
    }
}
