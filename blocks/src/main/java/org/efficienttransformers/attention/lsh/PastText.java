/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lsh;

import ai.djl.ndarray.NDArray;
import org.efficienttransformers.attention.Past;

/**
 * What a {@link ChunkedAttention} remembers of the texts that it has read so far, to go on with one
 * position at a time. Not for several threads at once.
 */
public abstract class PastText implements Past {

    /** Only for the mechanisms. */
    PastText() {}

    /**
     * Remembers the beginning of the texts.
     *
     * @param vectors of all positions, padding included
     * @param tokens how many positions at the front are no padding
     */
    abstract void begin(ChunkedAttention.Vectors vectors, int tokens);

    /**
     * Attends from the next position to those before it, and remembers it.
     *
     * @param vectors of this position
     * @return (b, 1, h * d)
     */
    abstract NDArray next(ChunkedAttention.Vectors vectors);
}
