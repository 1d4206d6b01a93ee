/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command.zoo;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionPattern;
import org.efficienttransformers.attention.AttentionPattern.Reason;

/** Draws what queries see in characters: queries downwards, keys to the right. */
final class PatternDrawing {

    private static final int LENGTH = 32;

    private static final Map<Reason, Mark> MARKS = marks();

    private record Mark(char block, char ascii, String meaning) {}

    private PatternDrawing() {}

    private static Map<Reason, Mark> marks() {
        Map<Reason, Mark> marks = new EnumMap<>(Reason.class);
        marks.put(Reason.SEEN, new Mark('█', '#', "seen"));
        marks.put(Reason.LOCAL, new Mark('█', '#', "near"));
        marks.put(Reason.GLOBAL, new Mark('▓', 'G', "global: sees all and is seen by all"));
        marks.put(Reason.RANDOM, new Mark('▒', 'r', "drawn at random"));
        marks.put(Reason.HASHED, new Mark('▒', 'h', "in a chunk by hash"));
        marks.put(Reason.CONVOLVED, new Mark('▓', 'c', "within reach of the convolution, too"));
        marks.put(Reason.STRIDED, new Mark('▒', 's', "a whole number of strides away"));
        marks.put(Reason.MEMORY, new Mark('▒', 'm', "in a segment before, remembered"));
        marks.put(Reason.SUMMARY, new Mark('░', '+', "part of a summary of all"));
        marks.put(Reason.CAUSAL, new Mark(' ', ' ', "in the future"));
        marks.put(Reason.HIDDEN, new Mark('·', '.', "not seen"));
        return marks;
    }

    /** A small pattern of a mechanism, with settings that show what is peculiar to it. */
    static AttentionPattern example(AttentionKind kind) {
        return kind.pattern(kind.example(), LENGTH, false);
    }

    /** What the example is set to. */
    static String settings(AttentionKind kind) {
        String settings = kind.describe(kind.example());
        return LENGTH + " positions" + (settings.isEmpty() ? "" : ", " + settings);
    }

    /** Draws a pattern, and below it what the characters mean. */
    static List<String> lines(AttentionPattern pattern, Charset charset) {
        boolean blocks = charset.newEncoder().canEncode("█▓▒░·");
        Set<Reason> reasons = EnumSet.noneOf(Reason.class);
        List<String> lines = new ArrayList<>();
        for (int query = 0; query < pattern.length(); query++) {
            StringBuilder line = new StringBuilder();
            for (int key = 0; key < pattern.length(); key++) {
                Reason reason = pattern.reason(query, key);
                reasons.add(reason);
                line.append(String.valueOf(character(reason, blocks)).repeat(2));
            }
            lines.add(line.toString());
        }
        for (Reason reason : reasons) {
            lines.add(character(reason, blocks) + "  " + MARKS.get(reason).meaning);
        }
        return lines;
    }

    private static char character(Reason reason, boolean blocks) {
        Mark mark = MARKS.get(reason);
        return blocks ? mark.block : mark.ascii;
    }
}
