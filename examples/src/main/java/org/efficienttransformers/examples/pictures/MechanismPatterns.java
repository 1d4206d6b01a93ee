/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.pictures;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.attention.AttentionPattern;
import org.efficienttransformers.attention.blocksparse.BigBirdKind;
import org.efficienttransformers.attention.blocksparse.RandomBlocks;
import org.efficienttransformers.attention.full.FullKind;
import org.efficienttransformers.attention.lowrank.LinformerKind;
import org.efficienttransformers.attention.lsh.ReformerKind;
import org.efficienttransformers.attention.window.LongformerKind;
import org.efficienttransformers.plot.AttentionPlot;
import org.efficienttransformers.plot.Picture;
import org.efficienttransformers.settings.Settings;

/** What each mechanism lets the queries of 64 positions see. */
public final class MechanismPatterns {

    private static final int LENGTH = HashedPositions.LENGTH;
    private static final int WINDOW = 12;
    private static final int BLOCK = 4;

    private MechanismPatterns() {}

    /**
     * Draws them, each by itself, and one of each family in a row.
     *
     * @return the pictures by the names of their files
     */
    public static Map<String, Picture> pictures() {
        AttentionPattern all = new LinformerKind().pattern(Settings.DEFAULT, LENGTH, false);
        AttentionPattern allSoFar = new LinformerKind().pattern(Settings.DEFAULT, LENGTH, true);
        Map<String, AttentionPattern> row = new LinkedHashMap<>();
        row.put("Longformer", slidingWindow(1));
        row.put("BigBird", blockSparse());
        row.put("Reformer", hashed());
        row.put("Linformer", all);
        row.put("Performer, causal", allSoFar);

        Map<String, Picture> pictures = new LinkedHashMap<>();
        pictures.put("patterns.svg", AttentionPlot.patterns(row));
        draw(
                pictures,
                "full",
                "Full attention",
                new FullKind().pattern(Settings.DEFAULT, LENGTH, false));
        draw(
                pictures,
                "full-causal",
                "Full attention, causal",
                new FullKind().pattern(Settings.DEFAULT, LENGTH, true));
        draw(
                pictures,
                "sliding-window",
                "Longformer: window of 12, one global token",
                slidingWindow(1));
        draw(
                pictures,
                "dilated-window",
                "Longformer: window of 12, dilation 3, one global token",
                slidingWindow(3));
        draw(
                pictures,
                "block-sparse",
                "BigBird: blocks of 4, one at random for each",
                blockSparse());
        draw(pictures, "lsh", "Reformer: LSH attention, chunks of 8", hashed());
        draw(
                pictures,
                "local",
                "Reformer: local attention, chunks of 8, causal",
                ReformerKind.local(LENGTH, HashedPositions.CHUNK, 1, 0, true));
        draw(pictures, "low-rank", "Linformer: all keys, as a few mixtures", all);
        draw(pictures, "kernel", "Performer: all keys, by their features", all);
        draw(
                pictures,
                "kernel-causal",
                "Performer, causal: all keys so far, by their features",
                allSoFar);
        return pictures;
    }

    private static void draw(
            Map<String, Picture> pictures, String name, String title, AttentionPattern pattern) {
        pictures.put("pattern-" + name + ".svg", AttentionPlot.pattern(title, pattern));
    }

    private static AttentionPattern slidingWindow(int dilation) {
        return LongformerKind.pattern(LENGTH, WINDOW, dilation, false, List.of(0));
    }

    private static AttentionPattern blockSparse() {
        int[][] random = RandomBlocks.fixed(1).choose(1, LENGTH / BLOCK, BLOCK, 1)[0];
        return BigBirdKind.pattern(LENGTH, BLOCK, random);
    }

    private static AttentionPattern hashed() {
        return ReformerKind.hashed(HashedPositions.buckets(), HashedPositions.CHUNK, 1, 0, false);
    }
}
