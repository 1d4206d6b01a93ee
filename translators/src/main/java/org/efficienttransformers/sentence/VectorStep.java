/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.sentence;

/** A module that turns a vector into another; safe for use by several threads. */
public interface VectorStep {

    /**
     * Applies it.
     *
     * @param vector as many numbers as it takes; it may be changed
     * @return the result, which may be the same array
     */
    double[] apply(double[] vector);

    /**
     * {@return how long its result is}
     *
     * @param size how long the vector is that it gets
     * @throws IllegalArgumentException if it doesn't take such a vector; says so
     */
    int outputSize(int size);
}
