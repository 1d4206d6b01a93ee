/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.efficienttransformers.attention.AttentionPattern;
import org.efficienttransformers.attention.AttentionPattern.Reason;
import org.efficienttransformers.attention.blocksparse.RandomBlocks;
import org.efficienttransformers.checkpoint.Mechanism;

/** Draws what queries see in characters: queries downwards, keys to the right. */
final class PatternDrawing {

    private static final int LENGTH = 32;
    private static final int WINDOW = 8;
    private static final int BLOCK = 2;
    private static final int CHUNK = 4;
    private static final int BUCKETS = 8;
    private static final int SEED = 3;

    private static final Map<Reason, Mark> MARKS = marks();

    private record Mark(char block, char ascii, String meaning) {}

    private PatternDrawing() {}

    private static Map<Reason, Mark> marks() {
        Map<Reason, Mark> marks = new EnumMap<>(Reason.class);
        marks.put(Reason.LOCAL, new Mark('█', '#', "near, or all where all is seen"));
        marks.put(Reason.GLOBAL, new Mark('▓', 'G', "global: sees all and is seen by all"));
        marks.put(Reason.RANDOM, new Mark('▒', 'r', "drawn at random"));
        marks.put(Reason.HASHED, new Mark('▒', 'h', "in a chunk by hash"));
        marks.put(Reason.SUMMARY, new Mark('░', '+', "part of a summary of all"));
        marks.put(Reason.CAUSAL, new Mark(' ', ' ', "in the future"));
        marks.put(Reason.HIDDEN, new Mark('·', '.', "not seen"));
        return marks;
    }

    /** A small pattern of a mechanism, with settings that show what is peculiar to it. */
    static AttentionPattern example(Mechanism mechanism) {
        return switch (mechanism) {
            case FULL -> AttentionPattern.full(LENGTH, false);
            case LONGFORMER -> AttentionPattern.slidingWindow(LENGTH, WINDOW, 1, false, Set.of(0));
            case BIGBIRD -> {
                int blocks = LENGTH / BLOCK;
                int[][] random = RandomBlocks.fixed(0).choose(1, blocks, BLOCK, 1)[0];
                yield AttentionPattern.blockSparse(LENGTH, BLOCK, random);
            }
            case REFORMER -> {
                int[] buckets = new Random(SEED).ints(LENGTH, 0, BUCKETS).toArray();
                yield AttentionPattern.hashed(buckets, CHUNK, 1, 0, false);
            }
            case LINFORMER, PERFORMER -> AttentionPattern.summary(LENGTH, false);
        };
    }

    /** What the example is set to. */
    static String settings(Mechanism mechanism) {
        String length = LENGTH + " positions";
        return switch (mechanism) {
            case FULL, LINFORMER, PERFORMER -> length;
            case LONGFORMER -> length + ", window " + WINDOW + ", the first one global";
            case BIGBIRD -> length + ", blocks of " + BLOCK + ", one random block";
            case REFORMER -> length + ", one round of hashes, chunks of " + CHUNK;
        };
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
