/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.efficienttransformers.fuzz.FuzzTarget;

/**
 * Tokenizers made of components at random. Those that pass the check in Java are handed to the
 * native library and given texts that are hard to split.
 */
public final class TokenizerFuzz implements FuzzTarget {

    private static final String FILE = "tokenizer.json";
    private static final String TEXT = "text.txt";
    private static final int LONG = 3000;

    private final byte[] characterMap;

    /**
     * Takes the table of rules for characters out of the tokenizers of the tests.
     *
     * @throws IOException if they can't be read
     */
    public TokenizerFuzz() throws IOException {
        Path kinds = Path.of("src/test/resources/tokenizers/kinds.json");
        JsonElement table = null;
        for (JsonElement kind :
                JsonParser.parseString(Files.readString(kinds))
                        .getAsJsonObject()
                        .getAsJsonArray("kinds")) {
            JsonObject named = kind.getAsJsonObject();
            if (named.get("name").getAsString().equals("XLMRobertaTokenizer")) {
                table =
                        named.getAsJsonObject("tokenizer")
                                .getAsJsonObject("normalizer")
                                .get("precompiled_charsmap");
            }
        }
        characterMap = Base64.getDecoder().decode(table.getAsString());
    }

    @Override
    public int count() {
        return 100_000;
    }

    /** {@inheritDoc} Many tokens of a text make arrays that are larger than the files. */
    @Override
    public int mostTimes() {
        return 10_000;
    }

    @Override
    public Map<String, byte[]> make(Random random) {
        TokenizerMaker maker = new TokenizerMaker(random, characterMap);
        String tokenizer = maker.make().toString();
        StringBuilder text = new StringBuilder("The cat at 1234567, isn't it? ");
        for (int i = 0; i < 4; i++) {
            text.append(maker.string()).append(' ').append(maker.string());
        }
        switch (random.nextInt(6)) {
            case 0 -> text.append("a".repeat(LONG)).append('!');
            case 1 -> text.append(" ".repeat(LONG)).append("x");
            case 2 -> text.append("at ".repeat(LONG / 3));
            case 3 -> text.append("\ufdfa".repeat(LONG / 10)).append("e\u0301".repeat(LONG / 10));
            case 4 -> text.append("1".repeat(LONG)).append("\n".repeat(LONG)).append('a');
            default -> text.append("t").append("ta".repeat(LONG / 2)).append("\u6f22");
        }
        return Map.of(
                FILE,
                tokenizer.getBytes(StandardCharsets.UTF_8),
                TEXT,
                text.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void read(Path folder) throws IOException {
        String text = Files.readString(folder.resolve(TEXT));
        try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
            for (String part : new String[] {text.substring(0, 40), "", text}) {
                EncodedText encoded = tokenizer.encode(part);
                for (int i = 0; i < encoded.length(); i++) {
                    Objects.checkFromToIndex(encoded.starts()[i], encoded.ends()[i], part.length());
                }
                tokenizer.decode(encoded.ids());
            }
            tokenizer.decode();
            for (int id = -1; id < tokenizer.vocabSize() && id < 100; id++) {
                tokenizer.decode(id);
            }
        }
    }

    @Override
    public boolean isRefusal(Exception thrown) {
        return thrown instanceof IOException && thrown.getMessage().endsWith(".");
    }
}
