/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import ai.djl.ndarray.NDArray;
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

    /**
     * The heads of keys and values that they look at, where each serves several of queries.
     *
     * @param group how many in a row share keys and values; 1 if each has its own
     * @return the heads, counted among those of keys
     */
    public HeadRange ofKeys(int group) {
        int from = first / group;
        return new HeadRange(from, (end() + group - 1) / group - from);
    }

    /**
     * Gives each of them the keys or values that it looks at.
     *
     * @param keys those of {@link #ofKeys}, side by side
     * @param axis the dimension of the heads
     * @param group how many in a row share keys and values
     * @return the same with as many heads as there are in this range
     */
    public NDArray served(NDArray keys, int axis, int group) {
        if (group == 1) {
            return keys;
        }
        NDArray repeated = keys.repeat(axis, group);
        long more = first - (long) ofKeys(group).first() * group;
        if (repeated.getShape().get(axis) == count) {
            return repeated;
        }
        String before = ":, ".repeat(axis);
        return repeated.get(new NDIndex(before + "{}:{}", more, more + count));
    }

    /** Their part of an array of all heads, (b, n, h, ...). */
    public NDIndex heads() {
        return new NDIndex(":, :, {}:{}", first, end());
    }
}
