/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.plot;

import java.awt.Color;
import java.math.BigDecimal;
import java.util.Locale;

/** How SVG spells things. */
final class Svg {

    private Svg() {}

    /** Two decimals at most, the same on every machine. */
    static String number(double value) {
        return BigDecimal.valueOf(Math.round(value * 100), 2).stripTrailingZeros().toPlainString();
    }

    static String color(Color color) {
        return String.format(Locale.ROOT, "#%06x", color.getRGB() & 0xffffff);
    }

    /** Text of an element or an attribute; what XML can't hold becomes U+FFFD. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints()
                .forEach(
                        character -> {
                            switch (character) {
                                case '<' -> escaped.append("&lt;");
                                case '>' -> escaped.append("&gt;");
                                case '&' -> escaped.append("&amp;");
                                case '"' -> escaped.append("&quot;");
                                default ->
                                        escaped.appendCodePoint(
                                                isAllowed(character) ? character : 0xfffd);
                            }
                        });
        return escaped.toString();
    }

    private static boolean isAllowed(int character) {
        boolean surrogate = character >= 0xd800 && character < 0xe000;
        return character >= ' ' && !surrogate && character != 0xfffe && character != 0xffff;
    }
}
