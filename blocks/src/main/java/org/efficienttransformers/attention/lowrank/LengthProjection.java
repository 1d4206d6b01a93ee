/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lowrank;

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
    CONVOLUTION
}
