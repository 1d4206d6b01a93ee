/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.pictures;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.attention.AttentionPattern;
import org.efficienttransformers.attention.lsh.ReformerKind;
import org.efficienttransformers.attention.window.LongformerKind;
import org.efficienttransformers.plot.AttentionPlot;
import org.efficienttransformers.plot.Picture;

/** What each mechanism lets the queries of 64 positions see. */
public final class MechanismPatterns {

    private static final int LENGTH = HashedPositions.LENGTH;
    private static final int WINDOW = 12;

    private MechanismPatterns() {}

    /**
     * Draws them, each by itself, and causal where it can be so, and all in a row.
     *
     * @return the pictures by the names of their files
     */
    public static Map<String, Picture> pictures() {
        Map<String, AttentionPattern> row = new LinkedHashMap<>();
        Map<String, Picture> pictures = new LinkedHashMap<>();
        for (AttentionKind kind : AttentionKinds.all()) {
            String settings = kind.describe(kind.example());
            String title = kind.about().title() + (settings.isEmpty() ? "" : ": " + settings);
            AttentionPattern pattern = kind.pattern(kind.example(), LENGTH, false);
            row.put(kind.id(), pattern);
            draw(pictures, kind.id(), title, pattern);
            if (kind.canBeCausal()) {
                AttentionPattern causal = kind.pattern(kind.example(), LENGTH, true);
                draw(pictures, kind.id() + "-causal", title + ", causal", causal);
            }
        }
        pictures.put("patterns.svg", AttentionPlot.patterns(row));
        draw(
                pictures,
                "dilated-window",
                "Longformer: window of 12, dilation 3, one global token",
                LongformerKind.pattern(LENGTH, WINDOW, 3, false, List.of(0)));
        draw(
                pictures,
                "lsh",
                "Reformer: LSH attention, chunks of 8",
                ReformerKind.hashed(HashedPositions.buckets(), HashedPositions.CHUNK, 1, 0, false));
        draw(
                pictures,
                "local",
                "Reformer: local attention, chunks of 8, causal",
                ReformerKind.local(LENGTH, HashedPositions.CHUNK, 1, 0, true));
        return pictures;
    }

    private static void draw(
            Map<String, Picture> pictures, String name, String title, AttentionPattern pattern) {
        pictures.put("pattern-" + name + ".svg", AttentionPlot.pattern(title, pattern));
    }
}
