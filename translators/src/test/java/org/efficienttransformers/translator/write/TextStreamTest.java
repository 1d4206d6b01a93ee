/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pieces are told as soon as they are settled, and never taken back. */
class TextStreamTest {

    /** Tells a text token by token; returns what was told after each, and at the end. */
    private static List<String> told(List<String> tokens, boolean cleaned) {
        StringBuilder told = new StringBuilder();
        List<String> after = new ArrayList<>();
        TextStream stream =
                new TextStream(ids -> text(tokens, cleaned, ids), id -> false, told::append);
        for (int i = 0; i < tokens.size(); i++) {
            stream.accept(0, i);
            after.add(told.toString());
        }
        stream.end(text(tokens, cleaned, IntStream.range(0, tokens.size()).toArray()));
        after.add(told.toString());
        return after;
    }

    private static String text(List<String> tokens, boolean cleaned, int... ids) {
        String text = IntStream.of(ids).mapToObj(tokens::get).collect(Collectors.joining());
        return cleaned ? text.replace(" .", ".").replace(" ' ", "'").replace(" n't", "n't") : text;
    }

    @Test
    void spacesThatAreTakenAwayArentTold() {
        assertThat(told(List.of("It", " do", "es", " n", "'", "t", " '", " s", " ."), true))
                .containsExactly(
                        "It",
                        "It do",
                        "It does",
                        "It does",
                        "It does",
                        "It doesn't",
                        "It doesn't",
                        "It doesn't's",
                        "It doesn't's.",
                        "It doesn't's.");
    }

    @Test
    void whatOnlyLooksLikeASpaceToTakeAwayIsTold() {
        assertThat(told(List.of("a", " n", "ew", " ", "one"), true))
                .containsExactly("a", "a", "a new", "a new", "a new one", "a new one");
    }

    @Test
    void charactersOfSeveralTokensAreToldWhole() {
        byte[] bytes = "é€😀x".getBytes(StandardCharsets.UTF_8);
        StringBuilder told = new StringBuilder();
        List<String> pieces = new ArrayList<>();
        TextStream stream =
                new TextStream(
                        ids -> {
                            byte[] sofar = new byte[ids.length];
                            for (int i = 0; i < ids.length; i++) {
                                sofar[i] = bytes[ids[i]];
                            }
                            return new String(sofar, StandardCharsets.UTF_8);
                        },
                        id -> false,
                        piece -> {
                            pieces.add(piece);
                            told.append(piece);
                        });
        for (int i = 0; i < bytes.length; i++) {
            stream.accept(0, i);
        }
        assertThat(pieces).containsExactly("é", "€", "😀", "x");
    }

    @Test
    void aCharacterThatNeverEndsIsToldAtTheEnd() {
        assertThat(told(List.of("a", "\uFFFD"), false)).containsExactly("a", "a", "a\uFFFD");
    }

    /**
     * A run of bytes that isn't UTF-8 as a whole stands for replacement characters alone, even
     * where it begins with a letter.
     */
    @Test
    void bytesAreToldAtTheEndOfTheirRun(@TempDir Path folder) throws IOException {
        List<String> vocabulary = new ArrayList<>(List.of("<unk>", "\u2581a", "b"));
        for (int value = 0; value < 256; value++) {
            vocabulary.add(String.format("<0x%02X>", value));
        }
        StringJoiner pieces = new StringJoiner(",", "[", "]");
        vocabulary.forEach(token -> pieces.add("['" + token + "',-1]"));
        String json =
                "{'version':'1.0','added_tokens':[],'normalizer':null,'post_processor':null,"
                        + "'pre_tokenizer':{'type':'Metaspace','replacement':'\u2581',"
                        + "'prepend_scheme':'always','split':true},"
                        + "'decoder':{'type':'Sequence','decoders':[{'type':'Replace','pattern':"
                        + "{'String':'\u2581'},'content':' '},{'type':'ByteFallback'},"
                        + "{'type':'Fuse'}]},'model':{'type':'Unigram','unk_id':0,"
                        + "'byte_fallback':true,'vocab':"
                        + pieces
                        + "}}";
        Files.writeString(folder.resolve("tokenizer.json"), json.replace('\'', '"'));
        try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
            assertThat(told(tokenizer, "\u2581a", "<0xC3>", "<0xA9>", "b", "<0x41>", "b"))
                    .containsExactly(" a", " a", " a", " a\u00e9b", " a\u00e9b", " a\u00e9bAb");
            assertThat(told(tokenizer, "b", "<0x41>", "<0xC3>", "b"))
                    .containsExactly("b", "b", "b", "b\uFFFD\uFFFDb");
            assertThat(told(tokenizer, "b", "<0x41>")).containsExactly("b", "bA");
        }
    }

    /** What was told after each token, the last of them the end. */
    private static List<String> told(TextTokenizer tokenizer, String... tokens) {
        StringBuilder told = new StringBuilder();
        List<String> after = new ArrayList<>();
        TextStream stream = new TextStream(tokenizer::decode, tokenizer::isByte, told::append);
        int[] ids = Arrays.stream(tokens).mapToInt(tokenizer::id).toArray();
        for (int i = 0; i < ids.length; i++) {
            stream.accept(0, ids[i]);
            if (i == ids.length - 1) {
                stream.end(tokenizer.decode(ids));
            }
            after.add(told.toString());
        }
        assertThat(told.toString()).isEqualTo(tokenizer.decode(ids));
        return after;
    }
}
