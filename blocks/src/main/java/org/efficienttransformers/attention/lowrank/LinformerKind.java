/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lowrank;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
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

/** Mixtures of all positions, fewer than there are positions. */
public final class LinformerKind extends AttentionKind {

    /** The number of mixtures. By default no more than the length of the longest text. */
    public static final Setting<List<Integer>> RANK =
            Setting.perLayer(
                    "linformer_k", 256, 1, "the number of mixtures that stand for all positions");

    /** How positions are mixed. */
    public static final Setting<LengthProjection> PROJECTION =
            Setting.choice(
                    "linformer_projection", LengthProjection.LEARNED, "how positions are mixed");

    /** Who shares projections over the length. */
    public static final Setting<ProjectionSharing> SHARING =
            Setting.choice(
                    "linformer_sharing",
                    ProjectionSharing.HEADWISE,
                    "who shares the projections over the length");

    private static final String KEYS = "compress_k.weight";
    private static final String VALUES = "compress_v.weight";

    private static final About ABOUT =
            new About(
                    "linformer",
                    "low rank (Linformer)",
                    "low rank",
                    new Paper("Linformer: Self-Attention with Linear Complexity", "2006.04768"),
                    "n · rank",
                    "n · rank",
                    "no",
                    "`attention=linformer`, to be fine-tuned");

    /** Made by the service loader. */
    public LinformerKind() {
        super(ABOUT, false, RANK, PROJECTION, SHARING);
    }

    /**
     * Returns the rank k of a layer.
     *
     * @param settings what was chosen
     * @param layer the number of the layer, from 0
     * @param layers how many there are
     * @param maxLength the length of the longest text
     * @return what was chosen; else 256, or the length if that is less
     */
    public static int rank(Settings settings, int layer, int layers, int maxLength) {
        int rank = settings.get(RANK, layer, layers);
        return settings.values().containsKey(RANK.key()) ? rank : Math.min(rank, maxLength);
    }

    private static int rank(AttentionSizes sizes, Settings settings, int layer) {
        return rank(settings, layer, sizes.layers(), sizes.maxLength());
    }

    @Override
    public SelfAttention build(
            AttentionSizes sizes,
            Settings settings,
            int layer,
            List<? extends SelfAttention> below) {
        ProjectionSharing sharing = settings.get(SHARING);
        LowRankAttention first =
                below.stream()
                        .filter(block -> sharing == ProjectionSharing.LAYERWISE)
                        .filter(LowRankAttention.class::isInstance)
                        .map(LowRankAttention.class::cast)
                        .findFirst()
                        .orElse(null);
        int rank = rank(sizes, settings, layer);
        return new LowRankAttention(sizes, rank, settings.get(PROJECTION), sharing, first);
    }

    /** Lets the projections start as means over equal segments: the identity at k = n. */
    @Override
    public List<DerivedTensor> derive(AttentionSizes sizes, Settings settings, int layer) {
        LengthProjection projection = settings.get(PROJECTION);
        ProjectionSharing sharing = settings.get(SHARING);
        if (projection == LengthProjection.MEAN_POOLING
                || (sharing == ProjectionSharing.LAYERWISE && layer > 0)) {
            return List.of();
        }
        int length = sizes.maxLength();
        int rank = rank(sizes, settings, layer);
        boolean learned = projection == LengthProjection.LEARNED;
        Shape one = learned ? new Shape(rank, length) : new Shape(length / rank);
        boolean perHead = sharing == ProjectionSharing.NONE;
        Function<NDManager, NDArray> maker =
                manager -> {
                    float[] numbers = learned ? segments(rank, length) : mean(length / rank);
                    NDArray matrix = manager.create(numbers, one);
                    if (!perHead) {
                        return matrix;
                    }
                    try (matrix) {
                        return matrix.expandDims(0).repeat(0, sizes.heads());
                    }
                };
        Shape shape = perHead ? new Shape(sizes.heads()).addAll(one) : one;
        boolean two = perHead || sharing == ProjectionSharing.HEADWISE;
        return Stream.of(KEYS, VALUES)
                .limit(two ? 2 : 1)
                .map(
                        name ->
                                DerivedTensor.made(
                                        name,
                                        shape,
                                        maker,
                                        "projections over the length started as means over"
                                                + " segments"))
                .toList();
    }

    /** Row j is the mean of the positions from j * n / k to (j + 1) * n / k. */
    private static float[] segments(int rank, int maxLength) {
        float[] matrix = new float[Math.multiplyExact(rank, maxLength)];
        for (int slot = 0; slot < rank; slot++) {
            int start = (int) ((long) slot * maxLength / rank);
            int end = (int) ((slot + 1L) * maxLength / rank);
            Arrays.fill(
                    matrix, slot * maxLength + start, slot * maxLength + end, 1f / (end - start));
        }
        return matrix;
    }

    private static float[] mean(int stride) {
        float[] taps = new float[stride];
        Arrays.fill(taps, 1f / stride);
        return taps;
    }

    @Override
    public Set<String> ownTensors() {
        return Set.of(KEYS, VALUES);
    }

    @Override
    public Settings example() {
        return Settings.DEFAULT.with(RANK, List.of(8));
    }

    @Override
    public AttentionPattern pattern(Settings settings, int length, boolean causal) {
        return AttentionPattern.of(length, causal, (query, key) -> Reason.SUMMARY);
    }

    @Override
    public String describe(Settings settings) {
        return "k = " + settings.get(RANK).get(0);
    }

    @Override
    public AttentionCost cost(AttentionSizes sizes, Settings settings, int length) {
        double n = length;
        double e = sizes.hiddenSize();
        int rank = Math.min(settings.get(RANK).get(0), length);
        return AttentionCost.of(sizes, 2.0 * rank * n * e + AttentionCost.scores(n, rank, e))
                // E and F, which heads share by default.
                .withParameters(sizes.layers(), 2L * rank * length)
                // Keys and values are few. The size of what mixes them.
                .withArrays(0, 6, InUse.of(1, n, rank));
    }
}
