/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import java.util.List;
import org.efficienttransformers.attention.blocksparse.BigBirdKind;
import org.efficienttransformers.attention.lowrank.LinformerKind;
import org.efficienttransformers.attention.randomfeature.PerformerKind;
import org.efficienttransformers.attention.window.LongformerKind;
import org.efficienttransformers.settings.Settings;

/** Settings of each mechanism that make it sparse, or approximate, in texts of some 20 tokens. */
public final class SmallAttention {

    public static final Settings WINDOWS_OF_4 =
            Settings.DEFAULT.with(LongformerKind.WINDOW, List.of(4));

    public static final Settings BLOCKS_OF_2 =
            Settings.DEFAULT.with(BigBirdKind.BLOCK_SIZE, 2).with(BigBirdKind.RANDOM_BLOCKS, 2);

    public static final Settings RANK_4 = Settings.DEFAULT.with(LinformerKind.RANK, List.of(4));

    private SmallAttention() {}

    public static Settings features(int count) {
        return Settings.DEFAULT.with(PerformerKind.FEATURES, count);
    }

    /** Draws new features each so many calls in training. */
    public static Settings features(int count, int redrawInterval) {
        return features(count).with(PerformerKind.REDRAW_INTERVAL, redrawInterval);
    }

    /** Those of a mechanism, by its id. */
    public static Settings of(String kind) {
        return switch (kind) {
            case "full" -> Settings.DEFAULT;
            case "longformer" -> WINDOWS_OF_4;
            case "bigbird" -> BLOCKS_OF_2;
            case "linformer" -> RANK_4;
            default -> features(6, 1);
        };
    }
}
