/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import java.util.List;
import org.efficienttransformers.attention.AttentionPattern.Reason;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;

/** Every s-th position, counted from the query: the example of docs/ADDING_A_MECHANISM.md. */
public final class SteppedKind extends AttentionKind {

    /** The step s. */
    static final Setting<Integer> STRIDE =
            Setting.integer(
                    "attention_step", 3, 1, "the step from one position that is seen to the next");

    /** Made by the service loader. */
    public SteppedKind() {
        super(
                new About(
                        "stepped",
                        "stepped (half of Sparse Transformers)",
                        "sparse pattern",
                        new Paper(
                                "Generating Long Sequences with Sparse Transformers", "1904.10509"),
                        "n² / stride",
                        "n",
                        "yes",
                        "`attention=stepped`, to be fine-tuned"),
                true,
                STRIDE);
    }

    @Override
    public SelfAttention build(
            AttentionSizes sizes,
            Settings settings,
            int layer,
            List<? extends SelfAttention> below) {
        return new SteppedAttention(sizes, settings.get(STRIDE));
    }

    @Override
    public AttentionPattern pattern(Settings settings, int length, boolean causal) {
        int stride = settings.get(STRIDE);
        return AttentionPattern.of(
                length,
                causal,
                (query, key) -> (query - key) % stride == 0 ? Reason.LOCAL : Reason.HIDDEN);
    }

    @Override
    public String describe(Settings settings) {
        return "stride " + settings.get(STRIDE);
    }

    @Override
    public AttentionCost cost(AttentionSizes sizes, Settings settings, int length) {
        double seen = Math.ceil((double) length / settings.get(STRIDE));
        return AttentionCost.of(sizes, AttentionCost.scores(length, seen, sizes.hiddenSize()));
    }
}
