/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.nystrom;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Set;
import org.efficienttransformers.attention.AttentionCost;
import org.efficienttransformers.attention.AttentionCost.InUse;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionPattern;
import org.efficienttransformers.attention.AttentionPattern.Reason;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.DerivedTensor;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;

/** Means of segments, through which positions see each other. */
public final class NystromKind extends AttentionKind {

    /** The number of landmarks m. */
    public static final Setting<Integer> LANDMARKS =
            Setting.integer(
                            "num_landmarks",
                            64,
                            1,
                            "the number of segment means that stand for all positions")
                    .as("nystromLandmarks");

    /** The size of the kernel of the convolution that is added. */
    public static final Setting<Integer> KERNEL_SIZE =
            Setting.integer(
                            "conv_kernel_size",
                            0,
                            0,
                            "over how many positions values are convolved, an odd number; 0 for no"
                                    + " convolution")
                    .as("nystromKernel");

    /** The length that all texts are padded to in transformers. By default there is none. */
    public static final Setting<Integer> SEGMENTED_LENGTH =
            Setting.integer(
                            "segment_means_seq_len",
                            0,
                            0,
                            "the length that transformers cuts into segments, padding included")
                    .configOnly();

    private static final String CONVOLUTION = "conv.weight";

    private static final About ABOUT =
            new About(
                    "nystrom",
                    "landmarks (Nystromformer)",
                    "low rank",
                    new Paper(
                            "Nyströmformer: A Nyström-Based Algorithm for Approximating"
                                    + " Self-Attention",
                            "2102.03902"),
                    "n · landmarks",
                    "n · landmarks",
                    "no",
                    "checkpoints, or `attention=nystrom`");

    /** Made by the service loader. */
    public NystromKind() {
        super(ABOUT, false, LANDMARKS, KERNEL_SIZE, SEGMENTED_LENGTH);
    }

    @Override
    public SelfAttention build(
            AttentionSizes sizes,
            Settings settings,
            int layer,
            List<? extends SelfAttention> below) {
        // Texts are padded to it.
        int longest = 2 * Math.max(sizes.maxLength(), LANDMARKS.defaultValue());
        require(
                Math.max(settings.get(SEGMENTED_LENGTH), settings.get(LANDMARKS)) <= longest,
                "segment_means_seq_len is %d and num_landmarks is %d; allowed: at most %d, twice the"
                        + " longest text.",
                settings.get(SEGMENTED_LENGTH),
                settings.get(LANDMARKS),
                longest);
        return new NystromAttention(
                sizes,
                settings.get(LANDMARKS),
                settings.get(SEGMENTED_LENGTH),
                settings.get(KERNEL_SIZE));
    }

    /** Lets a convolution begin as one that adds nothing. */
    @Override
    public List<DerivedTensor> derive(AttentionSizes sizes, Settings settings, int layer) {
        int size = settings.get(KERNEL_SIZE);
        if (size == 0) {
            return List.of();
        }
        Shape shape = new Shape(sizes.heads(), 1, size, 1);
        return List.of(
                DerivedTensor.made(
                        CONVOLUTION,
                        shape,
                        manager -> manager.zeros(shape),
                        "%d convolutions of the values started as zeros"));
    }

    @Override
    public Set<String> ownTensors() {
        return Set.of(CONVOLUTION);
    }

    @Override
    public int maxLength(Settings settings) {
        return isFull(settings) || settings.get(SEGMENTED_LENGTH) == 0
                ? Integer.MAX_VALUE
                : settings.get(SEGMENTED_LENGTH);
    }

    private static boolean isFull(Settings settings) {
        return settings.get(SEGMENTED_LENGTH).equals(settings.get(LANDMARKS));
    }

    @Override
    public Settings example() {
        return Settings.DEFAULT.with(LANDMARKS, 8);
    }

    /** All of it: the means of all segments take part in what a position sees of any. */
    @Override
    public AttentionPattern pattern(Settings settings, int length, boolean causal) {
        Reason reason = isFull(settings) ? Reason.SEEN : Reason.SUMMARY;
        return AttentionPattern.of(length, causal, (query, key) -> reason);
    }

    @Override
    public String describe(Settings settings) {
        String convolution =
                settings.get(KERNEL_SIZE) == 0
                        ? ""
                        : ", convolution of " + settings.get(KERNEL_SIZE);
        return (isFull(settings) ? "full" : settings.get(LANDMARKS) + " landmarks") + convolution;
    }

    @Override
    public AttentionCost cost(AttentionSizes sizes, Settings settings, int length) {
        double n = length;
        double e = sizes.hiddenSize();
        int kernel = settings.get(KERNEL_SIZE);
        double m = settings.get(LANDMARKS);
        double inverse = 24 * sizes.heads() * m * m * m;
        double attention =
                isFull(settings)
                        ? AttentionCost.scores(n, n, e)
                        // Means of queries and keys; scores from and to landmarks.
                        : 2 * n * m * e + 2 * AttentionCost.scores(n, m, e) + inverse;
        AttentionCost cost =
                AttentionCost.of(sizes, attention + n * kernel * e)
                        .withParameters(sizes.layers(), (long) kernel * sizes.heads());
        return isFull(settings)
                ? cost
                // What each position adds to each mean.
                : cost.withArrays(2, 11, InUse.of(2, n, m));
    }
}
