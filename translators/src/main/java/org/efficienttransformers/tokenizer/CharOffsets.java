/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

/**
 * Counts the same place of a text in code points, as tokenizers do, and in chars, as Java does. The
 * two differ after each character outside the basic plane, such as an emoji.
 */
final class CharOffsets {

    private final String text;
    private int codePoints;
    private int chars;

    CharOffsets(String text) {
        this.text = text;
    }

    /**
     * Translates an offset. Offsets that ascend, as those of tokens mostly do, cost one pass over
     * the text altogether.
     *
     * @param codePointOffset an offset in code points
     * @return the offset in chars
     */
    int toChars(int codePointOffset) {
        chars = text.offsetByCodePoints(chars, codePointOffset - codePoints);
        codePoints = codePointOffset;
        return chars;
    }
}
