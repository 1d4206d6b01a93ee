/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.decoder;

import static org.efficienttransformers.settings.Require.require;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Which of the vectors that are kept for a source belong to which of the texts about it.
 *
 * <p>Texts that were one share what they have in common, so that nothing is moved where beams of a
 * search part, end or change places, and a place that no text needs any more is taken again.
 */
final class TextSlots {

    /** What stands where a text doesn't have a vector. */
    static final int HIDDEN = 0;

    private final int sources;
    private int[][] texts; // for each text the slot of each of its positions
    private int length;

    /**
     * Starts with one empty text about each source.
     *
     * @param sources their number
     */
    TextSlots(int sources) {
        this.sources = sources;
        texts = new int[sources][0];
    }

    /** The number of texts, equally many for each source, whose texts follow each other. */
    int rows() {
        return texts.length;
    }

    /** The length of the texts. */
    int length() {
        return length;
    }

    /** The number of slots up to the last one in use. */
    int size() {
        return Arrays.stream(texts).flatMapToInt(Arrays::stream).max().orElse(-1) + 1;
    }

    private int source(int row) {
        return row / (texts.length / sources);
    }

    /**
     * Adds positions to each text.
     *
     * @param count how many
     * @return the slot of each, text by text
     */
    int[] grow(int count) {
        int[] added = new int[texts.length * count];
        BitSet[] taken = taken();
        for (int row = 0; row < texts.length; row++) {
            texts[row] = Arrays.copyOf(texts[row], length + count);
            BitSet ofSource = taken[source(row)];
            for (int i = 0; i < count; i++) {
                int slot = ofSource.nextClearBit(0);
                ofSource.set(slot);
                texts[row][length + i] = slot;
                added[row * count + i] = slot;
            }
        }
        length += count;
        return added;
    }

    private BitSet[] taken() {
        BitSet[] taken = new BitSet[sources];
        Arrays.setAll(taken, source -> new BitSet());
        for (int row = 0; row < texts.length; row++) {
            Arrays.stream(texts[row]).forEach(taken[source(row)]::set);
        }
        return taken;
    }

    /**
     * Tells what the last positions of each text see.
     *
     * @param count how many positions
     * @return for each of them, text by text, and each slot: {@link #HIDDEN}, or the length less
     *     the distance back to the position that has the slot
     */
    long[] seen(int count) {
        int size = size();
        long[] seen = new long[texts.length * count * size];
        for (int row = 0; row < texts.length; row++) {
            for (int i = 0; i < count; i++) {
                int first = (row * count + i) * size;
                int position = length - count + i;
                for (int before = 0; before <= position; before++) {
                    seen[first + texts[row][before]] = (long) length - position + before;
                }
            }
        }
        return seen;
    }

    /**
     * Goes on with other texts.
     *
     * @param rows for each text from now on, the number of the one that it continues
     */
    void reorder(int... rows) {
        require(
                rows.length > 0 && rows.length % sources == 0,
                "There are to be %d texts about %d sources; give equally many for each.",
                rows.length,
                sources);
        int[][] others = new int[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            int source = i / (rows.length / sources);
            require(
                    source(rows[i]) == source,
                    "Text %d is about source %d and can't go on as a text about source %d.",
                    rows[i],
                    source(rows[i]),
                    source);
            others[i] = texts[rows[i]].clone();
        }
        texts = others;
    }
}
