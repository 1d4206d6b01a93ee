/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.randomfeature;

import ai.djl.ndarray.types.DataType;
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
import org.efficienttransformers.program.ProgramTarget;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;

/** Sums over all positions, by random features of the softmax kernel. */
public final class PerformerKind extends AttentionKind {

    /** Beyond so many, full attention costs less for any text that full attention can take. */
    private static final int MOST_FEATURES = 1 << 14;

    /** The number of random features. */
    public static final Setting<Integer> FEATURES =
            Setting.integer(
                            "num_random_features",
                            256,
                            1,
                            MOST_FEATURES,
                            "the number of random features of a head")
                    .as("performerFeatures");

    /** What the features are. */
    public static final Setting<FeatureMap.Function> KERNEL =
            Setting.choice(
                            "kernel_type",
                            FeatureMap.Function.SOFTMAX,
                            "what is made of a projection onto a random direction")
                    .as("performerKernel");

    /** What the random directions are drawn from. */
    public static final Setting<Integer> SEED =
            Setting.integer("feature_seed", 0, 0, "what the random directions are drawn from")
                    .as("performerSeed");

    /** What is added to each feature. By default 0 for softmax, and 0.001 for other kernels. */
    public static final Setting<Double> EPSILON =
            Setting.number("kernel_epsilon", null, 0, "what is added to each feature").configOnly();

    /** After how many calls in training new directions are drawn. */
    public static final Setting<Integer> REDRAW_INTERVAL =
            Setting.integer(
                            "feature_redraw_interval",
                            1000,
                            0,
                            "after how many calls in training new directions are drawn; 0 for never")
                    .configOnly();

    /** Whether the directions are perpendicular to each other. */
    public static final Setting<Boolean> ORTHOGONAL =
            Setting.bool(
                            "use_orthogonal_features",
                            true,
                            "whether the directions are perpendicular to each other")
                    .configOnly();

    /** Whether the directions have the same length. */
    public static final Setting<Boolean> FIXED_NORMS =
            Setting.bool("fixed_feature_norms", false, "whether the directions are equally long")
                    .configOnly();

    /** Arrays of features that are in use together, of the rows of a piece. */
    private static final int FEATURE_ARRAYS = 2;

    private static final String DIRECTIONS = "projection_matrix";

    private static final About ABOUT =
            new About(
                    "performer",
                    "random features (Performer)",
                    "kernel",
                    new Paper("Rethinking Attention with Performers", "2009.14794"),
                    "n · features",
                    "n",
                    "yes",
                    "`attention=performer`, to be fine-tuned");

    /** Made by the service loader. */
    public PerformerKind() {
        super(
                ABOUT,
                true,
                FEATURES,
                KERNEL,
                SEED,
                EPSILON,
                REDRAW_INTERVAL,
                ORTHOGONAL,
                FIXED_NORMS);
    }

    private static OrthogonalFeatures directions(Settings settings, int layer) {
        return new OrthogonalFeatures(
                settings.get(ORTHOGONAL),
                settings.get(FIXED_NORMS),
                settings.get(SEED) * 1_000_003L + layer);
    }

    @Override
    public SelfAttention build(
            AttentionSizes sizes,
            Settings settings,
            int layer,
            List<? extends SelfAttention> below) {
        FeatureMap.Function function = settings.get(KERNEL);
        Double epsilon = settings.get(EPSILON);
        double usual = function == FeatureMap.Function.SOFTMAX ? 0 : 1e-3;
        return new RandomFeatureAttention(
                sizes,
                settings.get(FEATURES),
                new FeatureMap(function, epsilon == null ? usual : epsilon),
                directions(settings, layer),
                settings.get(REDRAW_INTERVAL));
    }

    /** Draws the random directions. */
    @Override
    public List<DerivedTensor> derive(AttentionSizes sizes, Settings settings, int layer) {
        Shape shape = new Shape(settings.get(FEATURES), sizes.headSize());
        OrthogonalFeatures directions = directions(settings, layer);
        return List.of(
                DerivedTensor.made(
                        DIRECTIONS,
                        shape,
                        manager -> directions.initialize(manager, shape, DataType.FLOAT32),
                        "random features drawn"));
    }

    @Override
    public Set<String> ownTensors() {
        return Set.of(DIRECTIONS);
    }

    @Override
    public AttentionPattern pattern(Settings settings, int length, boolean causal) {
        return AttentionPattern.of(length, causal, (query, key) -> Reason.SUMMARY);
    }

    @Override
    public String describe(Settings settings) {
        return settings.get(FEATURES) + " features";
    }

    @Override
    public AttentionCost cost(AttentionSizes sizes, Settings settings, int length) {
        double features = settings.get(FEATURES);
        // Features of queries and of keys, their products with values, and with those.
        return AttentionCost.of(sizes, 4.0 * length * features * sizes.hiddenSize())
                .withParameters(sizes.layers(), (long) settings.get(FEATURES) * sizes.headSize())
                // No keys and values; features of the rows of a piece.
                .withArrays(
                        0,
                        5,
                        InUse.of(
                                FEATURE_ARRAYS,
                                Math.min(length, ProgramTarget.ROWS),
                                sizes.heads() * features));
    }
}
