/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import ai.djl.ndarray.types.DataType;
import java.util.Locale;
import java.util.Map;
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
        return new LoadOptions(
                positive(arguments, "maxLength"),
                dataType(text(arguments, "dtype", "float32")),
                text(arguments, "attention", null),
                positive(arguments, "attentionWindow"),
                KernelMode.of(text(arguments, "kernels", "auto")),
                bool(arguments, "outputHiddenStates"));
    }

    private static DataType dataType(String value) {
        return switch (value) {
            case "float32" -> DataType.FLOAT32;
            case "float16" -> DataType.FLOAT16;
            default ->
                    throw new IllegalArgumentException(
                            "dtype is '" + value + "'; allowed: float32, float16.");
        };
    }

    private static String text(Map<String, ?> arguments, String key, String defaultValue) {
        Object value = arguments.get(key);
        return value == null ? defaultValue : value.toString().toLowerCase(Locale.ROOT);
    }

    private static int positive(Map<String, ?> arguments, String key) {
        Object value = arguments.get(key);
        if (value == null) {
            return 0;
        }
        try {
            double number = Double.parseDouble(value.toString());
            if (number >= 1 && number == Math.rint(number) && number <= Integer.MAX_VALUE) {
                return (int) number;
            }
        } catch (NumberFormatException e) {
            // Said below, as for any other value that isn't allowed.
        }
        throw new IllegalArgumentException(
                key + " is '" + value + "'; allowed: a whole number of 1 or more.");
    }

    private static boolean bool(Map<String, ?> arguments, String key) {
        Object value = arguments.get(key);
        if (value == null) {
            return false;
        }
        return switch (value.toString().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw new IllegalArgumentException(
                            key + " is '" + value + "'; allowed: true, false.");
        };
    }
}
