/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer.classes;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.tokenizer.format.CharacterMap;
import org.efficienttransformers.tokenizer.proto.SentencePieceModel;
import org.efficienttransformers.tokenizer.proto.SentencePieceModel.Normalizer;
import org.efficienttransformers.tokenizer.proto.SentencePieceModel.Piece;

/**
 * Makes a tokenizer.json of a file of SentencePiece, so that texts have offsets: byte pairs, as
 * google/reformer-crime-and-punishment has them, or a unigram language model. A BigBird's texts
 * stand between {@code [CLS]} and {@code [SEP]}, a Reformer's by themselves, as in transformers.
 */
public final class SentencePieceFiles {

    /** How SentencePiece writes a space. */
    private static final String SPACE = "\u2581";

    private static final int UNIGRAM = 1;
    private static final int BYTE_PAIRS = 2;

    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final int BYTE = 6;

    static final Map<String, String> BIG_BIRD =
            Map.of(
                    "bos_token", "<s>",
                    "eos_token", "</s>",
                    "unk_token", "<unk>",
                    "sep_token", "[SEP]",
                    "pad_token", "<pad>",
                    "cls_token", "[CLS]",
                    "mask_token", "[MASK]");

    private static final Map<String, String> OTHERS =
            Map.of("eos_token", "</s>", "unk_token", "<unk>", "pad_token", "<pad>");

    private SentencePieceFiles() {}

    /** Makes a tokenizer.json of a file, which expects texts whose characters were replaced. */
    public static JsonObject tokenizer(
            Path file, SentencePieceModel pieces, PretrainedConfig config) throws IOException {
        JsonObject tokenizer = new JsonObject();
        tokenizer.addProperty("version", "1.0");
        tokenizer.add("normalizer", normalizer(pieces));
        tokenizer.add(
                "pre_tokenizer", metaspace(pieces, pieces.getNormalizer().getRemovesSpaces()));
        tokenizer.add("decoder", metaspace(pieces, true));
        tokenizer.add("model", model(pieces, file));
        addTokens(tokenizer, pieces);
        if (isBigBird(file)) {
            TokenizerSettings.addSpecialTokens(tokenizer, config, BIG_BIRD, file);
            tokenizer.add(
                    "post_processor",
                    ClassifiedSequence.processor(
                            TokenizerSettings.content(
                                    config, "cls_token", BIG_BIRD.get("cls_token")),
                            TokenizerSettings.content(
                                    config, "sep_token", BIG_BIRD.get("sep_token")),
                            Vocabulary.of(tokenizer)));
        } else {
            TokenizerSettings.addSpecialTokens(tokenizer, config, OTHERS, file);
        }
        return tokenizer;
    }

    /**
     * Returns the rules for characters of a file.
     *
     * @param file the file, for messages
     * @param pieces what it holds
     * @return the rules, or null if it has none
     */
    public static CharacterMap characters(Path file, SentencePieceModel pieces) throws IOException {
        byte[] rules = pieces.getNormalizer().getCharacters().toByteArray();
        try {
            return rules.length == 0 ? null : CharacterMap.read(rules);
        } catch (IOException e) {
            throw new IOException(file + ": precompiled_charsmap " + e.getMessage(), e);
        }
    }

    /**
     * Reads a file.
     *
     * @param file of SentencePiece
     * @return what it holds
     */
    public static SentencePieceModel parse(Path file) throws IOException {
        SentencePieceModel model;
        try {
            model = SentencePieceModel.parseFrom(Files.readAllBytes(file));
        } catch (InvalidProtocolBufferException e) {
            throw new IOException(file + " is not a model of SentencePiece, or it is damaged.", e);
        }
        if (model.getPiecesCount() == 0) {
            throw new IOException(file + " is not a model of SentencePiece: it has no pieces.");
        }
        for (Piece piece : model.getPiecesList()) {
            if (piece.getKind() < NORMAL || piece.getKind() > BYTE) {
                throw new IOException(
                        file
                                + " has a piece of the kind "
                                + piece.getKind()
                                + "; allowed: 1 to 6.");
            }
        }
        return model;
    }

    private static boolean isBigBird(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isRegularFile(folder.resolve(PretrainedConfig.FILE))) {
            return false;
        }
        PretrainedConfig config = PretrainedConfig.read(folder);
        String type = config.string("model_type", "");
        return config.string("base_model_type", type).equals("big_bird");
    }

    private static JsonObject normalizer(SentencePieceModel pieces) {
        Normalizer rules = pieces.getNormalizer();
        JsonArray steps = new JsonArray();
        if (rules.getRemovesSpaces()) {
            JsonObject strip = TokenizerSettings.typed("Strip");
            strip.addProperty("strip_left", true);
            strip.addProperty("strip_right", true);
            steps.add(strip);
            JsonObject several = new JsonObject();
            several.addProperty("Regex", " {2,}");
            JsonObject replace = TokenizerSettings.typed("Replace");
            replace.add("pattern", several);
            replace.addProperty("content", " ");
            steps.add(replace);
        } else if (rules.getAddsPrefix()) {
            // Metaspace would put none in front of a space.
            JsonObject prepend = TokenizerSettings.typed("Prepend");
            prepend.addProperty("prepend", SPACE);
            steps.add(prepend);
        }
        JsonObject sequence = TokenizerSettings.typed("Sequence");
        sequence.add("normalizers", steps);
        return sequence;
    }

    private static JsonObject metaspace(SentencePieceModel pieces, boolean first) {
        JsonObject metaspace = TokenizerSettings.typed("Metaspace");
        metaspace.addProperty("replacement", SPACE);
        boolean prepends = first && pieces.getNormalizer().getAddsPrefix();
        metaspace.addProperty("prepend_scheme", prepends ? "always" : "never");
        metaspace.addProperty("split", pieces.getTrainer().getSplitsAtSpaces());
        return metaspace;
    }

    private static JsonObject model(SentencePieceModel pieces, Path file) throws IOException {
        if (!pieces.getNormalizer().getEscapesSpaces()) {
            throw new IOException(
                    file
                            + " keeps spaces as they are (escape_whitespaces is false); allowed: true.");
        }
        JsonObject model =
                switch (pieces.getTrainer().getAlgorithm()) {
                    case UNIGRAM -> unigram(pieces, file);
                    case BYTE_PAIRS -> bytePairs(pieces, file);
                    default ->
                            throw new IOException(
                                    file
                                            + " is of the algorithm "
                                            + pieces.getTrainer().getAlgorithm()
                                            + "; allowed: 1 (unigram), 2 (byte pairs).");
                };
        model.addProperty("byte_fallback", pieces.getTrainer().getByteFallback());
        return model;
    }

    private static JsonObject unigram(SentencePieceModel pieces, Path file) throws IOException {
        JsonArray vocab = new JsonArray();
        for (Piece piece : pieces.getPiecesList()) {
            JsonArray entry = new JsonArray();
            entry.add(piece.getText());
            entry.add(piece.getScore());
            vocab.add(entry);
        }
        JsonObject model = TokenizerSettings.typed("Unigram");
        model.addProperty("unk_id", unknown(pieces, file));
        model.add("vocab", vocab);
        return model;
    }

    private static JsonObject bytePairs(SentencePieceModel pieces, Path file) throws IOException {
        JsonObject vocab = new JsonObject();
        Map<String, Integer> ids = new LinkedHashMap<>();
        for (Piece piece : pieces.getPiecesList()) {
            vocab.addProperty(piece.getText(), ids.size());
            ids.put(piece.getText(), ids.size());
        }
        JsonArray merges = new JsonArray();
        for (Piece piece : pieces.getPiecesList()) {
            if (piece.getKind() == NORMAL) {
                merges(piece.getText(), ids).forEach(merges::add);
            }
        }
        JsonObject model = TokenizerSettings.typed("BPE");
        model.addProperty("unk_token", pieces.getPieces(unknown(pieces, file)).getText());
        model.addProperty("fuse_unk", true);
        model.add("vocab", vocab);
        model.add("merges", merges);
        return model;
    }

    /**
     * The pairs of pieces that make a piece. The file has only the pieces, the most frequent first;
     * that is the order of the merges, too, and pieces of the same rank are taken in their own.
     */
    private static List<String> merges(String piece, Map<String, Integer> ids) {
        record Pair(String left, String right) {}
        List<Pair> pairs = new ArrayList<>();
        for (int i = 1; i < piece.length(); i++) {
            Pair pair = new Pair(piece.substring(0, i), piece.substring(i));
            if (ids.containsKey(pair.left()) && ids.containsKey(pair.right())) {
                pairs.add(pair);
            }
        }
        return pairs.stream()
                .sorted(
                        Comparator.comparing((Pair pair) -> ids.get(pair.left()))
                                .thenComparing(pair -> ids.get(pair.right())))
                .map(pair -> pair.left() + " " + pair.right())
                .toList();
    }

    private static int unknown(SentencePieceModel pieces, Path file) throws IOException {
        for (int i = 0; i < pieces.getPiecesCount(); i++) {
            if (pieces.getPieces(i).getKind() == UNKNOWN) {
                return i;
            }
        }
        throw new IOException(file + " has no piece for what is unknown.");
    }

    private static void addTokens(JsonObject tokenizer, SentencePieceModel pieces) {
        JsonArray tokens = Vocabulary.addedTokens(tokenizer);
        for (int i = 0; i < pieces.getPiecesCount(); i++) {
            Piece piece = pieces.getPieces(i);
            if (piece.getKind() == CONTROL || piece.getKind() == USER_DEFINED) {
                JsonObject token =
                        TokenizerSettings.token(piece.getText(), piece.getKind() == CONTROL);
                token.addProperty("id", i);
                token.addProperty("normalized", false);
                tokens.add(token);
            }
        }
    }
}
