/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.mail;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * A sketch of a text from which the likeness of two texts can be told: for each of {@value #SIZE}
 * hash functions the least hash of all runs of {@value #WORDS} words. Two texts agree in about as
 * many of them as they have runs in common, out of all that either has (<a
 * href="https://doi.org/10.1109/SEQUEN.1997.666900">Broder 1997</a>).
 *
 * <p>Case, digits and punctuation don't count: they are what mass mails vary.
 */
final class MinHash {

    /** The number of hash functions. */
    static final int SIZE = 128;

    private static final int WORDS = 4;

    private final long[] least = new long[SIZE];

    MinHash(String text) {
        Arrays.fill(least, Long.MAX_VALUE);
        String[] words = normalized(text).split(" ");
        for (int i = 0; i == 0 || i + WORDS <= words.length; i++) {
            int end = Math.min(words.length, i + WORDS);
            add(String.join(" ", Arrays.asList(words).subList(i, end)));
        }
    }

    /** The text in lower case, letters only. */
    static String normalized(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}]+", " ").strip();
    }

    private void add(String run) {
        CRC32 crc = new CRC32();
        crc.update(run.getBytes(StandardCharsets.UTF_8));
        long hash = mixed(crc.getValue() | (long) run.length() << 32);
        for (int i = 0; i < SIZE; i++) {
            least[i] = Math.min(least[i], mixed(hash + i * 0x9E3779B97F4A7C15L));
        }
    }

    /** The finaliser of SplitMix64. */
    private static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Estimates the share of runs that both have, out of those that either has. */
    double likeness(MinHash other) {
        int equal = 0;
        for (int i = 0; i < SIZE; i++) {
            if (least[i] == other.least[i]) {
                equal++;
            }
        }
        return (double) equal / SIZE;
    }

    /** A key that like texts are likely to have in common, one of several. */
    long band(int index, int width) {
        return Arrays.hashCode(Arrays.copyOfRange(least, index * width, (index + 1) * width))
                | (long) index << 32;
    }
}
