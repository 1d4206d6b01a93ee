/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import ai.djl.ndarray.index.NDIndex;

/**
 * Some of the heads of an attention, which stand side by side.
 *
 * @param first the first of them, counted from 0
 * @param count how many
 */
public record HeadRange(int first, int count) {

    public int end() {
        return first + count;
    }

    /** Their rows in a matrix that has this many for each head. */
    public NDIndex rows(int headSize) {
        return new NDIndex("{}:{}", first * headSize, end() * headSize);
    }

    /** Their part of an array of all heads, (b, n, h, ...). */
    public NDIndex heads() {
        return new NDIndex(":, :, {}:{}", first, end());
    }
}
