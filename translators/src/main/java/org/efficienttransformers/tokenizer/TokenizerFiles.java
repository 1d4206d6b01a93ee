/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.tokenizer.classes.BytePairFiles;
import org.efficienttransformers.tokenizer.classes.PieceVocabulary;
import org.efficienttransformers.tokenizer.classes.SentencePieceFiles;
import org.efficienttransformers.tokenizer.classes.TokenizerClass;
import org.efficienttransformers.tokenizer.classes.TokenizerSettings;
import org.efficienttransformers.tokenizer.classes.TokenizerSource;
import org.efficienttransformers.tokenizer.classes.Vocabulary;
import org.efficienttransformers.tokenizer.classes.WordPieceFiles;
import org.efficienttransformers.tokenizer.format.CharacterMap;
import org.efficienttransformers.tokenizer.format.TokenizerFormat;
import org.efficienttransformers.tokenizer.proto.SentencePieceModel;

/**
 * The tokenizer files of a Hugging Face folder, brought into one form.
 *
 * @param tokenizer tokenizer.json, or what it would be
 * @param config tokenizer_config.json, with what only special_tokens_map.json says
 * @param source the file that the vocabulary comes from, for messages
 * @param characters replaces characters before the tokenizer gets a text
 * @param kind the class that transformers would take
 * @param truncatesLeft whether the beginning of a longer text is cut off instead of the end
 */
record TokenizerFiles(
        JsonObject tokenizer,
        PretrainedConfig config,
        Path source,
        CharacterNormalizer characters,
        TokenizerClass kind,
        boolean truncatesLeft) {

    private static final String TOKENIZER = "tokenizer.json";
    private static final String CONFIG = "tokenizer_config.json";
    private static final String SPECIAL_TOKENS = "special_tokens_map.json";
    private static final String ADDED_TOKENS = "added_tokens.json";
    private static final String VOCAB = "vocab.json";
    private static final String MERGES = "merges.txt";
    private static final String WORDS = "vocab.txt";

    /** What vocab.json with merges.txt, and vocab.txt, are for where no class is named. */
    private static final String CLASS_OF_MERGES = "RobertaTokenizer";

    private static final String CLASS_OF_WORDS = "BertTokenizer";

    private static final List<String> SENTENCEPIECE =
            List.of("spiece.model", "sentencepiece.bpe.model", "tokenizer.model");

    /** All that are read. */
    static final List<String> NAMES =
            Stream.concat(
                            Stream.of(
                                    TOKENIZER,
                                    CONFIG,
                                    SPECIAL_TOKENS,
                                    ADDED_TOKENS,
                                    VOCAB,
                                    MERGES,
                                    WORDS),
                            SENTENCEPIECE.stream())
                    .toList();

    /**
     * Reads the files of a folder. A tokenizer.json is taken first, then vocab.json with
     * merges.txt, then vocab.txt, then a file of SentencePiece; a model that reads bytes needs
     * none. What becomes of it is decided by the class that transformers would take.
     *
     * @param folder a Hugging Face folder
     * @param lowerCase true to lower-case texts, whatever the files say
     * @return the tokenizer
     * @throws IOException if there is none, or a file is broken
     */
    static TokenizerFiles read(Path folder, boolean lowerCase) throws IOException {
        PretrainedConfig config = config(folder);
        TokenizerClass kind = TokenizerClass.of(folder, config);
        boolean left = "left".equals(config.string("truncation_side", ""));
        final Path source;
        final JsonObject tokenizer;
        CharacterMap map = null;
        if (Files.isRegularFile(folder.resolve(TOKENIZER))) {
            source = folder.resolve(TOKENIZER);
            JsonObject content = object(source);
            left |= !config.has("truncation_side") && cutsLeft(content);
            check(source, () -> TokenizerFormat.check(content));
            tokenizer = kind.make(new TokenizerSource(source, content), config);
        } else if (Files.isRegularFile(folder.resolve(VOCAB))
                && Files.isRegularFile(folder.resolve(MERGES))) {
            source = folder.resolve(VOCAB);
            TokenizerSource words =
                    TokenizerSource.of(
                            source, object(source), BytePairFiles.merges(folder.resolve(MERGES)));
            check(source, () -> TokenizerFormat.check(words.content()));
            tokenizer = kind.make(words, config, CLASS_OF_MERGES);
        } else if (Files.isRegularFile(folder.resolve(WORDS))) {
            source = folder.resolve(WORDS);
            tokenizer =
                    kind.make(
                            TokenizerSource.of(source, WordPieceFiles.words(source), null),
                            config,
                            CLASS_OF_WORDS);
        } else if (sentencePiece(folder) != null) {
            source = sentencePiece(folder);
            SentencePieceModel pieces = SentencePieceFiles.parse(source);
            map = SentencePieceFiles.characters(source, pieces);
            PieceVocabulary vocabulary = kind.pieceVocabulary();
            tokenizer =
                    vocabulary == null
                            ? SentencePieceFiles.tokenizer(source, pieces, config)
                            : kind.makeOfPieces(vocabulary.source(source, pieces, config), config);
        } else if (ByteFiles.fit(folder)) {
            source = folder.resolve(PretrainedConfig.FILE);
            tokenizer = ByteFiles.tokenizer();
        } else {
            throw new IOException(missing(folder));
        }
        if (lowerCase) {
            lowerCase(tokenizer);
        }
        Path added = folder.resolve(ADDED_TOKENS);
        JsonObject addedTokens = Files.isRegularFile(added) ? object(added) : new JsonObject();
        try {
            TokenizerSettings.apply(tokenizer, config, addedTokens);
        } catch (IllegalStateException
                | ClassCastException
                | UnsupportedOperationException
                | NullPointerException
                | NumberFormatException e) {
            // Gson's words for a value of another kind.
            throw new IOException(
                    "The added or special tokens in "
                            + folder
                            + " can't be read: "
                            + e.getMessage()
                            + "; each is a text, or an object with its content.",
                    e);
        }
        check(source, () -> TokenizerFormat.check(tokenizer));
        check(source, () -> NormalizedTokens.check(tokenizer));
        CharacterNormalizer characters =
                map == null
                        ? CharacterNormalizer.NONE
                        : new CharacterNormalizer(map, contents(tokenizer));
        return new TokenizerFiles(tokenizer, config, source, characters, kind, left);
    }

    /** Puts a Lowercase before the normalizer, unless it is one or has one, as there. */
    private static void lowerCase(JsonObject tokenizer) {
        JsonArray steps = new JsonArray();
        steps.add(TokenizerSource.constant("{\"type\": \"Lowercase\"}"));
        if (tokenizer.get("normalizer") instanceof JsonObject normalizer) {
            if (normalizer.get("normalizers") instanceof JsonArray several) {
                steps.addAll(several);
            } else {
                steps.add(normalizer);
            }
        }
        if (steps.asList().indexOf(steps.get(0)) == steps.asList().lastIndexOf(steps.get(0))) {
            JsonObject sequence = TokenizerSource.constant("{\"type\": \"Sequence\"}");
            sequence.add("normalizers", steps);
            tokenizer.add("normalizer", sequence);
        }
    }

    private static List<String> contents(JsonObject tokenizer) {
        return Vocabulary.addedTokens(tokenizer).asList().stream()
                .map(token -> token.getAsJsonObject().get("content").getAsString())
                .toList();
    }

    private static boolean cutsLeft(JsonObject tokenizer) {
        return tokenizer.get("truncation") instanceof JsonObject truncation
                && truncation.get("direction") instanceof JsonPrimitive direction
                && direction.getAsString().equals("Left");
    }

    private interface Check {
        void run() throws IOException;
    }

    private static void check(Path source, Check check) throws IOException {
        try {
            check.run();
        } catch (IOException e) {
            throw new IOException(source + ": " + e.getMessage(), e);
        }
    }

    /** The class that decides, as {@code tokenizer_class} names it; null if none does. */
    static String className(Path folder) throws IOException {
        TokenizerClass kind = TokenizerClass.of(folder, config(folder));
        if (kind.keepsJson() && Files.isRegularFile(folder.resolve(TOKENIZER))) {
            return "PreTrainedTokenizerFast";
        }
        if (kind.name() != null) {
            return kind.name();
        }
        if (Files.isRegularFile(folder.resolve(MERGES))) {
            return CLASS_OF_MERGES;
        }
        return Files.isRegularFile(folder.resolve(WORDS)) ? CLASS_OF_WORDS : null;
    }

    private static PretrainedConfig config(Path folder) throws IOException {
        Path file = folder.resolve(CONFIG);
        JsonObject config = Files.isRegularFile(file) ? object(file) : new JsonObject();
        Path special = folder.resolve(SPECIAL_TOKENS);
        if (Files.isRegularFile(special)) {
            object(special).asMap().forEach((key, value) -> config.asMap().putIfAbsent(key, value));
        }
        return new PretrainedConfig(config, file.toString());
    }

    static JsonObject object(Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file)) {
            JsonElement root = JsonParser.parseReader(reader);
            if (!root.isJsonObject()) {
                throw new IOException(file + " is not a JSON object.");
            }
            return root.getAsJsonObject();
        } catch (JsonParseException e) {
            throw new IOException(file + " is not valid JSON: " + e.getMessage(), e);
        }
    }

    private static Path sentencePiece(Path folder) {
        for (String name : SENTENCEPIECE) {
            if (Files.isRegularFile(folder.resolve(name))) {
                return folder.resolve(name);
            }
        }
        return null;
    }

    private static String missing(Path folder) {
        return "There is no tokenizer in "
                + folder
                + "; allowed: tokenizer.json, vocab.json with merges.txt, vocab.txt, or "
                + String.join(", ", SENTENCEPIECE)
                + " of SentencePiece.";
    }
}
