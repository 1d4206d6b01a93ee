/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Pieces are told as soon as they are settled, and never taken back. */
class TextStreamTest {

    /** Tells a text token by token; returns what was told after each, and at the end. */
    private static List<String> told(List<String> tokens, boolean cleaned) {
        StringBuilder told = new StringBuilder();
        List<String> after = new ArrayList<>();
        TextStream stream = new TextStream(ids -> text(tokens, cleaned, ids), told::append);
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
}
