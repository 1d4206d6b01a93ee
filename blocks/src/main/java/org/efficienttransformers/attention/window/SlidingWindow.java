/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.window;

import static org.efficienttransformers.settings.Require.atLeast;

/**
 * The keys that a query of sliding-window attention sees.
 *
 * @param radius how many keys on each side of itself, beside itself; at least 0
 * @param causal true if only those before itself
 */
public record SlidingWindow(int radius, boolean causal) {

    /** Checks the radius. */
    public SlidingWindow {
        atLeast("radius", radius, 0);
    }

    /** The same on a text of this length: no wider than to make a script for few lengths only. */
    SlidingWindow within(long length) {
        long enough = Long.highestOneBit(Math.max(2 * length - 1, 1));
        return new SlidingWindow((int) Math.min(radius, enough), causal);
    }
}
