/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer.format;

import java.io.IOException;
import java.util.List;

/** Patterns that texts are split at, or that are replaced: a text or a regular expression. */
final class Patterns {

    private static final int LONGEST = 4096;

    /** The most steps at one place of a text, in multiples of the text's length. */
    private static final int MOST_STEPS = 64;

    /**
     * The longest text for patterns that may go through all of it in vain: after 10 million steps
     * at one place Oniguruma gives up, and ends the JVM with that.
     */
    static final int LONGEST_TEXT = 1 << 17;

    private Patterns() {}

    /**
     * Checks a pattern.
     *
     * @return the fewest characters that it matches
     */
    static int check(Node node) throws IOException {
        if (node.members().size() != 1) {
            throw node.refused("an object with either String or Regex");
        }
        Node text = node.find("String");
        if (text != null) {
            return text.text(LONGEST).length();
        }
        Node regex = node.get("Regex");
        String pattern = regex.text(Integer.MAX_VALUE);
        PatternPart part;
        try {
            part = PatternSyntax.read(pattern);
        } catch (IllegalArgumentException e) {
            throw regex.refused("patterns as published tokenizers have them; " + e.getMessage());
        }
        for (Cost cost : List.of(part.failure(), part.success())) {
            if (cost.degree() > 1 || cost.factor() > MOST_STEPS) {
                throw regex.refused(
                        "patterns that can't take more than "
                                + MOST_STEPS
                                + " steps for each character of a text at one place, as repetitions"
                                + " within repetitions do");
            }
        }
        return part.shortest();
    }
}
