/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.efficienttransformers.tokenizer.format.CharacterMap;

/**
 * Replaces characters as SentencePiece does: at each place by the rule for the longest beginning of
 * the rest. The tokenizers library takes the shortest one, for whole grapheme clusters, which loses
 * accents of decomposed text.
 */
final class CharacterNormalizer {

    /** Leaves texts as they are. */
    static final CharacterNormalizer NONE = new CharacterNormalizer(null, List.of());

    private final CharacterMap map;
    private final List<String> kept;

    /**
     * Makes a normalizer.
     *
     * @param map the rules, or null for none
     * @param kept special tokens, to which no rules apply
     */
    CharacterNormalizer(CharacterMap map, Collection<String> kept) {
        this.map = map;
        this.kept =
                kept.stream()
                        .filter(token -> !token.isEmpty())
                        .sorted(Comparator.comparing(String::length).reversed())
                        .toList();
    }

    /**
     * A normalized text.
     *
     * @param text the text
     * @param starts where in the original text what became of each char begins
     * @param ends where it ends
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Normalized(String text, int[] starts, int[] ends) {

        /** Where a token begins in the original text. */
        int start(int index) {
            return index < starts.length ? starts[index] : ends.length == 0 ? 0 : last();
        }

        /** Where a token that isn't empty ends in the original text. */
        int end(int index) {
            return index == 0 ? start(0) : ends[index - 1];
        }

        private int last() {
            return ends[ends.length - 1];
        }
    }

    /** Normalizes a text of whole characters. */
    Normalized normalize(String text) {
        if (map == null) {
            return identity(text);
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Builder result = new Builder(text.length());
        int at = 0; // in bytes
        for (int from = 0; from < text.length(); ) {
            String whole = keptAt(text, from);
            CharacterMap.Match match = whole == null ? map.find(bytes, at) : null;
            int to;
            if (match != null) {
                to = from;
                for (int left = match.bytes();
                        left > 0;
                        to += Character.charCount(text.codePointAt(to))) {
                    left -= utf8(text.codePointAt(to));
                }
                result.add(match.replacement(), from, to);
                at += match.bytes();
            } else {
                to =
                        from
                                + (whole == null
                                        ? Character.charCount(text.codePointAt(from))
                                        : whole.length());
                for (int i = from; i < to; ) {
                    int c = text.codePointAt(i);
                    int next = i + Character.charCount(c);
                    result.add(text.substring(i, next), i, next);
                    at += utf8(c);
                    i = next;
                }
            }
            from = to;
        }
        return result.normalized();
    }

    private String keptAt(String text, int at) {
        for (String token : kept) {
            if (text.startsWith(token, at)) {
                return token;
            }
        }
        return null;
    }

    private static int utf8(int codePoint) {
        return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }

    private static Normalized identity(String text) {
        int[] starts = new int[text.length()];
        int[] ends = new int[text.length()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = i;
            ends[i] = i + 1;
        }
        return new Normalized(text, starts, ends);
    }

    /** Grows by replaced characters. */
    private static final class Builder {

        private final StringBuilder text;
        private int[] starts;
        private int[] ends;

        Builder(int capacity) {
            text = new StringBuilder(capacity);
            starts = new int[capacity];
            ends = new int[capacity];
        }

        void add(String replacement, int from, int to) {
            int size = text.length();
            text.append(replacement);
            if (text.length() > starts.length) {
                starts = Arrays.copyOf(starts, 2 * text.length());
                ends = Arrays.copyOf(ends, 2 * text.length());
            }
            Arrays.fill(starts, size, text.length(), from);
            Arrays.fill(ends, size, text.length(), to);
        }

        Normalized normalized() {
            return new Normalized(
                    text.toString(),
                    Arrays.copyOf(starts, text.length()),
                    Arrays.copyOf(ends, text.length()));
        }
    }
}
