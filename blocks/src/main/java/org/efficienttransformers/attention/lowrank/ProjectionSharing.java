/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lowrank;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Who shares the projections over the length in {@link LowRankAttention}. */
public enum ProjectionSharing {

    /** Nobody: each head of each layer has one for its keys (E) and one for its values (F). */
    NONE,

    /** The heads of a layer share E, and share F. */
    HEADWISE,

    /** Keys and values of a layer share one, for all heads: E = F. */
    KEY_VALUE,

    /** All layers share one, for keys, values and heads. */
    LAYERWISE;

    /**
     * Returns the name in config.json.
     *
     * @return such as {@code key_value}
     */
    public String configName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Finds a way of sharing by its name in config.json.
     *
     * @param name {@code none}, {@code headwise}, {@code key_value} or {@code layerwise}
     * @return the way of sharing
     * @throws IllegalArgumentException if there is none of this name
     */
    public static ProjectionSharing of(String name) {
        for (ProjectionSharing sharing : values()) {
            if (sharing.configName().equals(name)) {
                return sharing;
            }
        }
        throw new IllegalArgumentException(
                "The sharing of Linformer's projections is '"
                        + name
                        + "'; allowed: "
                        + Arrays.stream(values())
                                .map(ProjectionSharing::configName)
                                .collect(Collectors.joining(", "))
                        + ".");
    }
}
