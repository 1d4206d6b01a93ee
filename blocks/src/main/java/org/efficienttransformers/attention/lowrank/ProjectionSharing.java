/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lowrank;

/** Who shares the projections over the length in {@link LowRankAttention}. */
public enum ProjectionSharing {

    /** Nobody: each head of each layer has one for its keys (E) and one for its values (F). */
    NONE,

    /** The heads of a layer share E, and share F. */
    HEADWISE,

    /** Keys and values of a layer share one, for all heads: E = F. */
    KEY_VALUE,

    /** All layers share one, for keys, values and heads. */
    LAYERWISE
}
