/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * SentencePiece's rules for characters ({@code precompiled_charsmap}): a trie from the UTF-8 of
 * what is to be replaced to the place of what replaces it. The trie is a <a
 * href="https://github.com/s-yata/darts-clone">double array</a>: its size in bytes, its units of
 * four bytes, then the replacements in UTF-8, each with a zero at its end.
 */
public final class CharacterMap {

    private static final int UNIT = 4;
    private static final int LEAF = 1 << 8;
    private static final int BYTES = 256;

    /** A damaged trie may have circles. */
    private static final int LONGEST_KEY = 256;

    private static final int LONGEST_REPLACEMENT = 256;

    private final int[] trie;
    private final byte[] replacements;

    private CharacterMap(int[] trie, byte[] replacements) {
        this.trie = trie;
        this.replacements = replacements;
    }

    /**
     * Reads the rules and follows each path of the trie, so that no text can lead out of it.
     *
     * @param bytes the rules
     * @return the rules
     * @throws IOException if they are damaged; the message goes on after their name
     */
    public static CharacterMap read(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long size = bytes.length < UNIT ? -1 : Integer.toUnsignedLong(buffer.getInt());
        if (size < UNIT || size % UNIT != 0 || size > buffer.remaining()) {
            throw damaged("its trie can't be in its " + bytes.length + " bytes");
        }
        int[] trie = new int[(int) (size / UNIT)];
        buffer.asIntBuffer().get(trie);
        byte[] replacements = new byte[buffer.position((int) size + UNIT).remaining()];
        buffer.get(replacements);
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(replacements));
        } catch (CharacterCodingException e) {
            throw damaged("its replacements aren't UTF-8");
        }
        CharacterMap map = new CharacterMap(trie, replacements);
        map.check();
        return map;
    }

    /**
     * Finds what the longest beginning of a text is to be replaced with.
     *
     * @param text the text in UTF-8
     * @param at where to begin
     * @return the longest beginning for which there is a rule, or null
     */
    public Match find(byte[] text, int at) {
        int node = offset(trie[0]);
        int longest = 0;
        int start = 0;
        int end = Math.min(text.length, at + LONGEST_KEY);
        for (int i = at; i < end && text[i] != 0; i++) {
            node ^= text[i] & 0xFF;
            int unit = trie[node];
            if (label(unit) != (text[i] & 0xFF)) {
                break;
            }
            node ^= offset(unit);
            boolean whole = i + 1 == text.length || (text[i + 1] & 0xC0) != 0x80;
            if ((unit & LEAF) != 0 && whole) {
                longest = i + 1 - at;
                start = value(trie[node]);
            }
        }
        return longest == 0 ? null : new Match(longest, replacement(start));
    }

    private String replacement(int start) {
        return new String(replacements, start, end(start) - start, StandardCharsets.UTF_8);
    }

    /**
     * A rule that fits.
     *
     * @param bytes how many bytes of the text it replaces
     * @param replacement with what
     */
    public record Match(int bytes, String replacement) {}

    /**
     * Any unit may be reached, as far as this is concerned: that is the case in sound files, too.
     */
    private void check() throws IOException {
        checkNode(offset(trie[0]));
        for (int i = 0; i < trie.length; i++) {
            int label = label(trie[i]);
            if (label > 0 && label < BYTES) {
                int node = i ^ offset(trie[i]);
                checkNode(node);
                if ((trie[i] & LEAF) != 0) {
                    checkReplacement(value(trie[node]));
                }
            }
        }
    }

    private void checkNode(int node) throws IOException {
        if (node < 0 || (node | (BYTES - 1)) >= trie.length) {
            throw damaged("its trie leads to " + Integer.toUnsignedLong(node) + ", out of it");
        }
    }

    private void checkReplacement(int start) throws IOException {
        if (start >= replacements.length
                || (replacements[start] & 0xC0) == 0x80
                || end(start) - start > LONGEST_REPLACEMENT) {
            throw damaged("a replacement at " + start + " isn't one");
        }
    }

    private int end(int start) {
        int end = start;
        while (end < replacements.length
                && end - start <= LONGEST_REPLACEMENT
                && replacements[end] != 0) {
            end++;
        }
        return end;
    }

    private static int label(int unit) {
        return unit & (1 << 31 | 0xFF);
    }

    private static int offset(int unit) {
        return unit >>> 10 << ((unit & 1 << 9) >> 6);
    }

    private static int value(int unit) {
        return unit & Integer.MAX_VALUE;
    }

    private static IOException damaged(String finding) {
        return new IOException("is no table of SentencePiece, or damaged: " + finding + ".");
    }
}
