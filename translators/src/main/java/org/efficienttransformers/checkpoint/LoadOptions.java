/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import ai.djl.ndarray.types.DataType;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.efficienttransformers.config.Arguments;
import org.efficienttransformers.kernel.KernelMode;

/**
 * How to load a checkpoint: the arguments that a {@code Criteria} takes for the Block.
 *
 * @param maxLength {@code maxLength}: the longest text in tokens; where the checkpoint has fewer
 *     positions its position table is tiled. 0 for what the checkpoint has
 * @param dataType {@code dtype}: {@code float32} (default) or {@code float16}
 * @param attention {@code attention}: the mechanism to swap in, or null for the checkpoint's own
 * @param attentionWindow {@code attentionWindow}: the window of {@code attention=longformer}, an
 *     even number; 0 for the checkpoint's own, or 512
 * @param kernels {@code kernels}: {@code auto} (default), {@code portable} or {@code fused}
 * @param outputHiddenStates {@code outputHiddenStates}: true to give out the states between layers
 */
public record LoadOptions(
        int maxLength,
        DataType dataType,
        String attention,
        int attentionWindow,
        KernelMode kernels,
        boolean outputHiddenStates) {

    /** The names of these arguments. */
    public static final Set<String> NAMES =
            Set.of(
                    "maxLength",
                    "dtype",
                    "attention",
                    "attentionWindow",
                    "kernels",
                    "outputHiddenStates");

    /** The options where nothing is asked for. */
    public static final LoadOptions DEFAULT = of(Map.of());

    /**
     * Reads the options out of the arguments of a Criteria. Others are passed over: they belong to
     * the translators.
     *
     * @param arguments values as texts, numbers or booleans
     * @return the options
     * @throws IllegalArgumentException if a value is not allowed
     */
    public static LoadOptions of(Map<String, ?> arguments) {
        Arguments given = new Arguments(arguments);
        String attention = given.text("attention", null);
        return new LoadOptions(
                given.integer("maxLength", 1, 0),
                given.choice("dtype", "float32", "float32", "float16").equals("float32")
                        ? DataType.FLOAT32
                        : DataType.FLOAT16,
                attention == null ? null : attention.toLowerCase(Locale.ROOT),
                given.integer("attentionWindow", 1, 0),
                KernelMode.of(given.text("kernels", "auto").toLowerCase(Locale.ROOT)),
                given.bool("outputHiddenStates"));
    }
}
