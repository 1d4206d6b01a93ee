/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Encodes a text of any length in bounded memory: in overlapping pieces, joined where both have the
 * same words.
 *
 * <p>The tokenizers library holds some 250 bytes a token while it encodes, and Java as much again,
 * so that 10 MB of text in one go would take more than a gigabyte. Joining is exact because
 * tokenizers cut a text into words first, from left to right: from a common word boundary on, the
 * tokens don't depend on what stands before. A text that has no such boundary for thousands of
 * characters is encoded in one go.
 */
final class PieceEncoder {

    /** Chars of a piece that aren't shared with the next one. */
    static final int PIECE = 1 << 14;

    /** Chars that a piece shares with the next one. */
    static final int OVERLAP = 1 << 11;

    /** Tokens that have to be the same after a boundary, against a chance likeness. */
    private static final int RUN = 8;

    private final Function<String, Encoding> tokenizer;

    private final CharacterNormalizer normalizer;
    private final int longestWord;

    /**
     * Makes an encoder.
     *
     * @param normalizer goes over a text first
     * @param tokenizer encodes a text in one go
     * @param longestWord how many chars it can be given
     */
    PieceEncoder(
            CharacterNormalizer normalizer, Function<String, Encoding> tokenizer, int longestWord) {
        this.normalizer = normalizer;
        this.tokenizer = tokenizer;
        this.longestWord = longestWord;
    }

    /** Encodes a text in pieces. */
    EncodedText encode(String text) {
        Piece left = piece(text, 0, PIECE + OVERLAP);
        Tokens tokens = new Tokens();
        int from = 0;
        while (left.end < text.length()) {
            Piece right = piece(text, left.start + PIECE, left.start + 2 * PIECE + OVERLAP);
            int[] boundary = boundary(left, right);
            if (boundary == null) {
                return encodeWhole(text);
            }
            tokens.add(left, from, boundary[0]);
            from = boundary[1];
            left = right;
        }
        tokens.add(left, from, left.ids.length);
        return tokens.toText(text);
    }

    /** Encodes a text in one go. */
    EncodedText encodeWhole(String text) {
        require(
                text.length() <= longestWord,
                "The text of %s characters has a word, or spaces in a row, of %s or more, which"
                        + " the patterns of the tokenizer take too long for in texts above %s;"
                        + " break it up, or shorten the text.",
                text.length(),
                OVERLAP / 2,
                longestWord);
        Piece whole = piece(text, 0, text.length());
        return new EncodedText(text, whole.ids, whole.starts, whole.ends);
    }

    /** Encodes chars of a text; an end inside a surrogate pair is moved in front of it. */
    private Piece piece(String text, int start, int end) {
        int from = boundary(text, start);
        int to = boundary(text, end);
        CharacterNormalizer.Normalized part = normalizer.normalize(text.substring(from, to));
        Encoding encoding = tokenizer.apply(part.text());
        CharSpan[] spans = encoding.getCharTokenSpans();
        CharOffsets offsets = new CharOffsets(part.text());
        int[] starts = new int[spans.length];
        int[] ends = new int[spans.length];
        for (int i = 0; i < spans.length; i++) {
            int first = offsets.toChars(spans[i].getStart());
            int last = offsets.toChars(spans[i].getEnd());
            starts[i] = from + part.start(first);
            ends[i] = last > first ? from + part.end(last) : starts[i];
        }
        int[] ids = Arrays.stream(encoding.getIds()).mapToInt(Math::toIntExact).toArray();
        return new Piece(from, to, ids, starts, ends, encoding.getWordIds());
    }

    private static int boundary(String text, int index) {
        if (index >= text.length()) {
            return text.length();
        }
        boolean inside =
                index > 0
                        && Character.isLowSurrogate(text.charAt(index))
                        && Character.isHighSurrogate(text.charAt(index - 1));
        return inside ? index - 1 : index;
    }

    /** Finds where the two pieces begin to agree: the token's place in each, or null. */
    private static int[] boundary(Piece left, Piece right) {
        // Half of the overlap is context for the right piece, the other half for the left one.
        int earliest = (right.start + left.end) / 2;
        Map<Integer, Integer> wordStarts = new HashMap<>();
        for (int j = 1; j < right.ids.length && right.starts[j] < left.end; j++) {
            if (right.starts[j] >= earliest && right.startsWord(j)) {
                wordStarts.putIfAbsent(right.starts[j], j);
            }
        }
        for (int i = 1; i + RUN <= left.ids.length; i++) {
            Integer j = left.startsWord(i) ? wordStarts.get(left.starts[i]) : null;
            if (j != null && left.agrees(i, right, j)) {
                return new int[] {i, j};
            }
        }
        return null;
    }

    /** The tokens of a part of the text, their offsets those of the whole. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Piece(int start, int end, int[] ids, int[] starts, int[] ends, long[] words) {

        boolean startsWord(int token) {
            return words[token] != words[token - 1];
        }

        boolean agrees(int i, Piece other, int j) {
            return j + RUN <= other.ids.length
                    && Arrays.equals(ids, i, i + RUN, other.ids, j, j + RUN)
                    && Arrays.equals(starts, i, i + RUN, other.starts, j, j + RUN);
        }
    }

    /** Grows by pieces. */
    private static final class Tokens {

        private int[] ids = new int[0];
        private int[] starts = new int[0];
        private int[] ends = new int[0];
        private int size;

        void add(Piece piece, int from, int to) {
            int count = to - from;
            if (size + count > ids.length) {
                int capacity = size == 0 ? count : Math.max(size + count, 2 * ids.length);
                ids = Arrays.copyOf(ids, capacity);
                starts = Arrays.copyOf(starts, capacity);
                ends = Arrays.copyOf(ends, capacity);
            }
            System.arraycopy(piece.ids, from, ids, size, count);
            System.arraycopy(piece.starts, from, starts, size, count);
            System.arraycopy(piece.ends, from, ends, size, count);
            size += count;
        }

        EncodedText toText(String text) {
            return new EncodedText(text, ids, starts, ends).slice(0, size);
        }
    }
}
