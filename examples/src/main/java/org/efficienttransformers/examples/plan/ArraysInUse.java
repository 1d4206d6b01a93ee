/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.plan;

import java.util.List;
import org.efficienttransformers.attention.AttentionCost.InUse;

/**
 * Arrays that are in use at a time, by how glibc's malloc serves them.
 *
 * @param mapped bytes of those that it maps into memory one by one, and gives back when they are
 *     freed
 * @param kept bytes of those that it takes out of its heap, which has holes
 */
record ArraysInUse(double mapped, double kept) {

    /** The greatest array, in bytes, that comes to be kept: malloc's threshold grows to that. */
    static final long LARGEST_KEPT = 32L << 20;

    /** No array. */
    static final ArraysInUse NONE = new ArraysInUse(0, 0);

    /**
     * Adds arrays of one size.
     *
     * @param count how many, 0 or more
     * @param bytes the size of each
     * @return all together
     */
    ArraysInUse and(double count, double bytes) {
        return bytes > LARGEST_KEPT
                ? new ArraysInUse(mapped + count * bytes, kept)
                : new ArraysInUse(mapped, kept + count * bytes);
    }

    /**
     * Adds arrays of several sizes.
     *
     * @param arrays how many of which size
     * @return all together
     */
    ArraysInUse and(List<InUse> arrays) {
        ArraysInUse all = this;
        for (InUse some : arrays) {
            all = all.and(some.count(), some.bytes());
        }
        return all;
    }

    /**
     * Returns the memory that they take.
     *
     * @param slack bytes of the heap for each that is in use, 1 or more
     * @return bytes
     */
    double resident(double slack) {
        return mapped + slack * kept;
    }
}
