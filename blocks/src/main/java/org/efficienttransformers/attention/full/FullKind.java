/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.full;

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

/** Every position sees every position. */
public final class FullKind extends AttentionKind {

    /**
     * The number of buckets of distances whose biases are added to scores, 0 for none. Not among
     * {@link #settings}: an architecture sets it whose layers share such a table (MPNet).
     */
    public static final Setting<Integer> BUCKETS =
            Setting.integer(
                            "relative_attention_num_buckets",
                            0,
                            0,
                            "the number of buckets of distances")
                    .configOnly();

    /** The distance from which on all fall into one bucket. */
    private static final int FAR = 128;

    private static final About ABOUT =
            new About(
                    "full",
                    "full (BERT, RoBERTa)",
                    "full",
                    new Paper("Attention Is All You Need", "1706.03762"),
                    "n²",
                    "n",
                    "yes",
                    "any checkpoint");

    /** Made by the service loader. */
    public FullKind() {
        super(ABOUT, true);
    }

    @Override
    public SelfAttention build(
            AttentionSizes sizes,
            Settings settings,
            int layer,
            List<? extends SelfAttention> below) {
        int buckets = settings.get(BUCKETS);
        return buckets == 0
                ? new FullAttention(sizes)
                : new FullAttention(
                        sizes,
                        new RelativePositions(buckets, FAR, true),
                        below.isEmpty() ? null : (FullAttention) below.get(0));
    }

    @Override
    public AttentionPattern pattern(Settings settings, int length, boolean causal) {
        return AttentionPattern.of(length, causal, (query, key) -> Reason.SEEN);
    }

    @Override
    public String describe(Settings settings) {
        return "";
    }

    @Override
    public AttentionCost cost(AttentionSizes sizes, Settings settings, int length) {
        double scores = AttentionCost.scores(length, length, sizes.hiddenSize());
        return AttentionCost.of(sizes, scores);
    }
}
