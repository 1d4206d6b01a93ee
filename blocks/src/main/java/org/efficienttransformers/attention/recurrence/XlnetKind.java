/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.recurrence;

import java.util.List;
import org.efficienttransformers.attention.AttentionCost;
import org.efficienttransformers.attention.AttentionCost.InUse;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionPattern;
import org.efficienttransformers.attention.AttentionPattern.Reason;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;

/** Segments, each of which remembers those before it. */
public final class XlnetKind extends AttentionKind {

    /** How many hidden states of a layer are remembered. */
    public static final Setting<Integer> MEMORY =
            Setting.integer("mem_len", 0, 0, "how many positions before a segment are remembered")
                    .as("memoryLength");

    /** How many tokens are read at a time. */
    public static final Setting<Integer> SEGMENT =
            Setting.integer(
                    "segment_length",
                    0,
                    0,
                    "how many tokens are read at a time, 0 for the whole text");

    /** How many of a segment's positions may be remembered. */
    public static final Setting<Integer> REUSED =
            Setting.integer(
                            "reuse_len",
                            0,
                            0,
                            "how many of a segment's first positions are remembered, 0 for all")
                    .configOnly();

    /** The greatest distance that is told apart. */
    public static final Setting<Integer> CLAMP =
            Setting.integer(
                            "clamp_len",
                            -1,
                            -1,
                            "the greatest distance that is told apart, 0 or -1 for no bound")
                    .configOnly();

    private static final About ABOUT =
            new About(
                    "xlnet",
                    "segments with memory (XLNet)",
                    "recurrence",
                    new Paper(
                            "XLNet: Generalized Autoregressive Pretraining for Language"
                                    + " Understanding",
                            "1906.08237"),
                    "n · (segment + memory), or n²",
                    "segment + memory, or n",
                    "yes",
                    "checkpoints");

    /** Made by the service loader. */
    public XlnetKind() {
        super(ABOUT, true, MEMORY, SEGMENT, REUSED, CLAMP);
    }

    /** Its weights have other shapes than those of other encoders. */
    @Override
    public boolean isSwappable() {
        return false;
    }

    /** Scores are by distance, and by whether both are of one segment. */
    @Override
    public boolean placesTokens() {
        return true;
    }

    @Override
    public SelfAttention build(
            AttentionSizes sizes,
            Settings settings,
            int layer,
            List<? extends SelfAttention> below) {
        return new RelativeAttention(sizes, Math.max(0, settings.get(CLAMP)));
    }

    @Override
    public Settings example() {
        return Settings.DEFAULT.with(SEGMENT, 8).with(MEMORY, 8);
    }

    @Override
    public AttentionPattern pattern(Settings settings, int length, boolean causal) {
        int segment = settings.get(SEGMENT) == 0 ? length : settings.get(SEGMENT);
        int memory = memory(settings);
        return AttentionPattern.of(
                length,
                causal,
                (query, key) -> {
                    int start = query / segment * segment;
                    if (key >= start) {
                        return key < start + segment ? Reason.LOCAL : Reason.HIDDEN;
                    }
                    return key >= start - memory ? Reason.MEMORY : Reason.HIDDEN;
                });
    }

    /**
     * Returns how many positions are remembered where a text is read by segments.
     *
     * @param settings what was chosen
     * @return what was chosen; else as many as a segment has
     */
    public static int memory(Settings settings) {
        return settings.get(MEMORY) == 0 ? settings.get(SEGMENT) : settings.get(MEMORY);
    }

    @Override
    public String describe(Settings settings) {
        int segment = settings.get(SEGMENT);
        return segment == 0 ? "" : "segments of " + segment + ", memory " + memory(settings);
    }

    @Override
    public AttentionCost cost(AttentionSizes sizes, Settings settings, int length) {
        double n = length;
        double e = sizes.hiddenSize();
        int segment = settings.get(SEGMENT);
        double queries = segment == 0 ? n : Math.min(n, segment);
        double keys = segment == 0 ? n : Math.min(n, segment + memory(settings));
        // By content and by distance; each segment projects its keys, values and distances again.
        double scores = 1.5 * AttentionCost.scores(n, keys, e);
        double projections = 2 + 2 * keys / queries + (keys + queries) / queries;
        long own = (5L * sizes.hiddenSize() + 5) * sizes.heads() * sizes.headSize();
        return new AttentionCost(
                scores,
                projections,
                sizes.layers() * own,
                // Keys and values; twice as many distances, and their angles, which are half as
                // wide.
                5 * keys / n,
                10,
                // Scores of some queries by distance, as measured.
                List.of(InUse.of(5.0 * sizes.heads(), RelativeKernel.CHUNK, keys)));
    }
}
