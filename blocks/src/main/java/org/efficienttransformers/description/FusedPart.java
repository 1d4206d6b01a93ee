/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.description;

import java.util.List;

/**
 * Linear layers of which checkpoints hold one weight, and one bias if they have it: their rows, one
 * after the other.
 *
 * @param name the name of the two in checkpoints, within the layer
 * @param slices what they hold, in this order
 */
public record FusedPart(String name, List<Slice> slices) {

    /**
     * The rows of one linear layer.
     *
     * @param name its name, within the layer
     * @param rows how many
     */
    public record Slice(String name, int rows) {}

    /** Copies the list. */
    public FusedPart {
        slices = List.copyOf(slices);
    }

    /**
     * Joins linear layers.
     *
     * @param name the name of their tensors in checkpoints
     * @param layers the layers, in this order
     * @return the part
     */
    public static FusedPart of(String name, LinearPart... layers) {
        return new FusedPart(
                name,
                List.of(layers).stream()
                        .map(layer -> new Slice(layer.name(), layer.units()))
                        .toList());
    }

    /** {@return the number of rows of the tensor} */
    public int rows() {
        return slices.stream().mapToInt(Slice::rows).sum();
    }
}
