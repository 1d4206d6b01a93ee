/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lowrank;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How {@link LowRankAttention} mixes n positions into k slots: what the matrix E of (k, n) is, with
 * s = n / k.
 */
public enum LengthProjection {

    /** Each number of E is learned. */
    LEARNED,

    /**
     * Slot j is the mean of the tokens among the positions j * s to (j + 1) * s. Has no weights.
     */
    MEAN_POOLING,

    /**
     * Slot j is the sum of those s positions, weighted by s learned numbers which are the same for
     * all slots and channels: a convolution of kernel and stride s over the length.
     */
    CONVOLUTION;

    /**
     * Returns the name in config.json.
     *
     * @return such as {@code mean_pooling}
     */
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Finds a projection by its name in config.json.
     *
     * @param name {@code learned}, {@code mean_pooling} or {@code convolution}
     * @return the projection
     * @throws IllegalArgumentException if there is none of this name
     */
    public static LengthProjection of(String name) {
        for (LengthProjection projection : values()) {
            if (projection.configName().equals(name)) {
                return projection;
            }
        }
        throw new IllegalArgumentException(
                "The projection of Linformer is '"
                        + name
                        + "'; allowed: "
                        + Arrays.stream(values())
                                .map(LengthProjection::configName)
                                .collect(Collectors.joining(", "))
                        + ".");
    }
}
