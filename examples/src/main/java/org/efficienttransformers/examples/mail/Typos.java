/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.mail;

import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Slips of the pen: letters that change places, are left out or come twice. */
final class Typos {

    private static final double MAILS = 0.3;
    private static final double WORDS = 0.03;
    private static final Pattern WORD = Pattern.compile("[a-z]{4,}");

    private Typos() {}

    /** Puts some into three of ten texts. */
    static String into(String text, Random random) {
        if (random.nextDouble() >= MAILS) {
            return text;
        }
        return WORD.matcher(text)
                .replaceAll(
                        found ->
                                Matcher.quoteReplacement(
                                        random.nextDouble() < WORDS
                                                ? typo(found.group(), random)
                                                : found.group()));
    }

    private static String typo(String word, Random random) {
        int at = 1 + random.nextInt(word.length() - 2);
        String head = word.substring(0, at);
        char letter = word.charAt(at);
        String tail = word.substring(at + 1);
        return switch (random.nextInt(3)) {
            case 0 -> head + tail;
            case 1 -> head + letter + letter + tail;
            default -> head + tail.charAt(0) + letter + tail.substring(1);
        };
    }
}
