/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.tokenizer.format.TokenizerFormat;

/**
 * The tokenizer files of a Hugging Face folder, brought into one form.
 *
 * @param tokenizer tokenizer.json, or what it would be
 * @param config tokenizer_config.json, with what only special_tokens_map.json says
 * @param source the file that the vocabulary comes from, for messages
 */
record TokenizerFiles(JsonObject tokenizer, PretrainedConfig config, Path source) {

    private static final String TOKENIZER = "tokenizer.json";
    private static final String CONFIG = "tokenizer_config.json";
    private static final String SPECIAL_TOKENS = "special_tokens_map.json";
    private static final String ADDED_TOKENS = "added_tokens.json";
    private static final List<String> SENTENCEPIECE =
            List.of("spiece.model", "sentencepiece.bpe.model", "tokenizer.model");

    /**
     * Reads the files of a folder. A tokenizer.json is taken first, then vocab.json with
     * merges.txt, then vocab.txt, then a file of SentencePiece; a model that reads bytes needs
     * none.
     *
     * @param folder a Hugging Face folder
     * @return the tokenizer
     * @throws IOException if there is none, or a file is broken
     */
    static TokenizerFiles read(Path folder) throws IOException {
        PretrainedConfig config = config(folder);
        final Path source;
        Path sentencePiece = sentencePiece(folder);
        final JsonObject tokenizer;
        if (Files.isRegularFile(folder.resolve(TOKENIZER))) {
            source = folder.resolve(TOKENIZER);
            tokenizer = object(source);
        } else if (Files.isRegularFile(folder.resolve("vocab.json"))
                && Files.isRegularFile(folder.resolve("merges.txt"))) {
            source = folder.resolve("vocab.json");
            tokenizer = BytePairFiles.read(source, folder.resolve("merges.txt"), config);
        } else if (Files.isRegularFile(folder.resolve("vocab.txt"))) {
            source = folder.resolve("vocab.txt");
            tokenizer = WordPieceFiles.read(source, config);
        } else if (sentencePiece != null) {
            source = sentencePiece;
            tokenizer = SentencePieceFiles.read(source, config);
        } else if (ByteFiles.fit(folder)) {
            source = folder.resolve(PretrainedConfig.FILE);
            tokenizer = ByteFiles.tokenizer();
        } else {
            throw new IOException(missing(folder));
        }
        check(source, () -> TokenizerFormat.check(tokenizer));
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
        check(folder, () -> TokenizerFormat.checkAddedTokens(tokenizer));
        check(source, () -> NormalizedTokens.check(tokenizer));
        return new TokenizerFiles(tokenizer, config, source);
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
