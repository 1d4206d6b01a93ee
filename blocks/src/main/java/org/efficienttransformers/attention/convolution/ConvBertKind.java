/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.convolution;

import static org.efficienttransformers.settings.Require.require;

import java.util.List;
import org.efficienttransformers.attention.AttentionCost;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionPattern;
import org.efficienttransformers.attention.AttentionPattern.Reason;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;

/** Half full attention, half a convolution whose kernel is made from the words around. */
public final class ConvBertKind extends AttentionKind {

    /** By how much there are fewer heads than the model counts. */
    public static final Setting<Integer> HEAD_RATIO =
            Setting.integer(
                            "head_ratio",
                            2,
                            1,
                            "by how much there are fewer heads of attention than the model counts")
                    .configOnly();

    /** Over how many positions is convolved. */
    public static final Setting<Integer> KERNEL_SIZE =
            Setting.integer(
                            "conv_kernel_size",
                            9,
                            1,
                            "over how many positions is convolved, an odd number")
                    .configOnly();

    private static final About ABOUT =
            new About(
                    "convbert",
                    "span convolution (ConvBERT)",
                    "convolution",
                    new Paper(
                            "ConvBERT: Improving BERT with Span-based Dynamic Convolution",
                            "2008.02496"),
                    "n²",
                    "n",
                    "no",
                    "checkpoints");

    /** Made by the service loader. */
    public ConvBertKind() {
        super(ABOUT, false, HEAD_RATIO, KERNEL_SIZE);
    }

    /** Its projections are half as wide as those of other encoders. */
    @Override
    public boolean isSwappable() {
        return false;
    }

    /** The heads that attend, and as many that convolve: together as wide as the hidden states. */
    private static AttentionSizes half(AttentionSizes sizes, Settings settings) {
        int heads = Math.max(1, sizes.heads() / settings.get(HEAD_RATIO));
        require(
                sizes.hiddenSize() % (2 * heads) == 0,
                "hidden_size is %d, num_attention_heads %d and head_ratio %d: %d heads attend and as"
                        + " many convolve; twice that must divide the first.",
                sizes.hiddenSize(),
                sizes.heads(),
                settings.get(HEAD_RATIO),
                heads);
        return sizes.withHeads(heads, heads, sizes.hiddenSize() / (2 * heads));
    }

    @Override
    public SelfAttention build(
            AttentionSizes sizes,
            Settings settings,
            int layer,
            List<? extends SelfAttention> below) {
        return new MixedAttention(half(sizes, settings), settings.get(KERNEL_SIZE));
    }

    @Override
    public AttentionPattern pattern(Settings settings, int length, boolean causal) {
        int half = settings.get(KERNEL_SIZE) / 2;
        return AttentionPattern.of(
                length,
                causal,
                (query, key) -> Math.abs(query - key) <= half ? Reason.CONVOLVED : Reason.SEEN);
    }

    @Override
    public String describe(Settings settings) {
        return "kernel " + settings.get(KERNEL_SIZE);
    }

    @Override
    public AttentionCost cost(AttentionSizes sizes, Settings settings, int length) {
        double n = length;
        long e = sizes.hiddenSize();
        long kernel = settings.get(KERNEL_SIZE);
        AttentionSizes half = half(sizes, settings);
        long wide = (long) half.heads() * half.headSize();
        long kernels = half.heads() * kernel;
        double convolution = n * (kernel * e + wide * kernels + wide * kernel);
        long projections = 4 * (e * wide + wide) + AttentionCost.linear(sizes);
        long spans = e * kernel + e * wide + wide;
        long weights = wide * kernels + kernels;
        return new AttentionCost(
                AttentionCost.scores(n, n, (double) wide) + convolution,
                // Half of each: queries, keys, values, what is convolved, the mixture of channels.
                3.5,
                sizes.layers() * (projections + spans + weights),
                // Keys, values, queries and what is convolved, each half as wide.
                2,
                8,
                List.of());
    }
}
