/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.transientglobal;

import java.util.List;
import org.efficienttransformers.attention.AttentionCost;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionPattern;
import org.efficienttransformers.attention.AttentionPattern.Reason;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.position.RelativePositions;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;

/** A window with biases of distances, and sums of blocks that all positions see. */
public final class LongT5Kind extends AttentionKind {

    /** How many positions are seen on each side. */
    public static final Setting<Integer> RADIUS =
            Setting.integer("local_radius", 127, 1, "how many positions are seen on each side")
                    .configOnly();

    /** How many positions are summed to a transient global token; 0 for none. */
    public static final Setting<Integer> BLOCK_SIZE =
            Setting.integer(
                            "global_block_size",
                            16,
                            0,
                            "how many positions are summed to a token that all see")
                    .configOnly();

    /** The number of buckets of distances. */
    public static final Setting<Integer> BUCKETS =
            Setting.integer(
                            "relative_attention_num_buckets",
                            32,
                            4,
                            "the number of buckets of distances")
                    .configOnly();

    /** The distance from which on all fall into one bucket. */
    public static final Setting<Integer> MAX_DISTANCE =
            Setting.integer(
                            "relative_attention_max_distance",
                            128,
                            1,
                            "the distance from which on all fall into one bucket")
                    .configOnly();

    /** The epsilon of the norm of sums. */
    public static final Setting<Double> EPSILON =
            Setting.number("layer_norm_epsilon", 1e-6, 0, "the epsilon of the norm of sums")
                    .configOnly();

    private static final About ABOUT =
            new About(
                    "longt5",
                    "window and sums of blocks (LongT5)",
                    "sparse pattern",
                    new Paper(
                            "LongT5: Efficient Text-To-Text Transformer for Long Sequences",
                            "2112.07916"),
                    "n · (radius + n / block)",
                    "n",
                    "no",
                    "checkpoints");

    /** Made by the service loader. */
    public LongT5Kind() {
        super(ABOUT, false, RADIUS, BLOCK_SIZE, BUCKETS, MAX_DISTANCE, EPSILON);
    }

    /** Its scores aren't scaled, and its tables are no other encoder's. */
    @Override
    public boolean isSwappable() {
        return false;
    }

    @Override
    public SelfAttention build(
            AttentionSizes sizes,
            Settings settings,
            int layer,
            List<? extends SelfAttention> below) {
        return new TransientGlobalAttention(
                sizes,
                settings.get(RADIUS),
                settings.get(BLOCK_SIZE),
                settings.get(EPSILON).floatValue(),
                new RelativePositions(settings.get(BUCKETS), settings.get(MAX_DISTANCE), true),
                below.isEmpty() ? null : (TransientGlobalAttention) below.get(0));
    }

    @Override
    public Settings example() {
        return Settings.DEFAULT.with(RADIUS, 4).with(BLOCK_SIZE, 8);
    }

    /** What lies outside of the window is seen as a part of sums, if at all. */
    @Override
    public AttentionPattern pattern(Settings settings, int length, boolean causal) {
        int radius = settings.get(RADIUS);
        int block = settings.get(BLOCK_SIZE);
        boolean sums = block > 0 && length >= block;
        return AttentionPattern.of(
                length,
                causal,
                (query, key) -> {
                    if (Math.abs(query - key) <= radius) {
                        return Reason.LOCAL;
                    }
                    return sums ? Reason.GLOBAL : Reason.HIDDEN;
                });
    }

    @Override
    public String describe(Settings settings) {
        int block = settings.get(BLOCK_SIZE);
        return "radius " + settings.get(RADIUS) + (block > 0 ? ", sums of " + block : "");
    }

    @Override
    public AttentionCost cost(AttentionSizes sizes, Settings settings, int length) {
        int block = settings.get(BLOCK_SIZE);
        double seen =
                Math.min(length, 2.0 * settings.get(RADIUS) + 1)
                        + (block > 0 ? (double) length / block : 0);
        return AttentionCost.of(sizes, AttentionCost.scores(length, seen, sizes.hiddenSize()));
    }
}
