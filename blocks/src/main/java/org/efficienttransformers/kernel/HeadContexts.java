/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.efficienttransformers.kernel.machine.HugePages;

/**
 * The contexts of an attention that computes its heads some at a time, side by side in one array.
 *
 * <p>It takes less memory, and at long texts less time: glibc serves arrays of up to 32 MB from
 * memory that it keeps. Larger ones it maps again each time, and the system fetches them page by
 * page, which costs more than the arithmetic; several of not much less make it give memory back
 * that it needs again. With heads taken apart nothing but the result is as large as that.
 */
public final class HeadContexts {

    /**
     * A quarter of the greatest that malloc's threshold for mapping memory grows to on 64-bit
     * systems, since kernels add a few rows or columns to what they get, and hold several at once.
     */
    private static final long LARGEST = 8L << 20;

    private final NDArray whole;
    private final int headSize;

    /**
     * Makes the array.
     *
     * @param hidden the hidden states, (b, n, e), whose manager and type it gets
     * @param heads the number of all heads, h
     * @param headSize the size of a head, d
     */
    public HeadContexts(NDArray hidden, int heads, int headSize) {
        this.headSize = headSize;
        Shape shape = hidden.getShape();
        whole =
                hidden.getManager()
                        .create(
                                new Shape(shape.get(0), shape.get(1), (long) heads * headSize),
                                hidden.getDataType());
        HugePages.advise(whole);
    }

    /**
     * Tells how many heads to compute at a time in inference, so that what is computed of them fits
     * into memory that malloc keeps.
     *
     * @param mode the form of the kernels
     * @param hidden the hidden states, (b, n, e)
     * @param heads the number of all heads
     * @param headSize the size of a head
     * @return from 1 to the number of all heads
     */
    public static int headsAtATime(KernelMode mode, NDArray hidden, int heads, int headSize) {
        long head =
                hidden.size(0) * hidden.size(1) * headSize * hidden.getDataType().getNumOfBytes();
        if (head * heads <= LARGEST || hidden.getDevice().isGpu() || !mode.isFused(hidden)) {
            return heads;
        }
        long most = Math.max(LARGEST / head, 1);
        long groups = (heads + most - 1) / most;
        return Math.toIntExact((heads + groups - 1) / groups);
    }

    /**
     * Puts contexts in their place.
     *
     * @param part the contexts of some heads, (b, n, h * d)
     * @param first the first of these heads
     */
    public void put(NDArray part, int first) {
        long start = (long) first * headSize;
        whole.set(new NDIndex(":, :, {}:{}", start, start + part.getShape().get(2)), part);
    }

    /** {@return the contexts, (b, n, h * d)} */
    public NDArray joined() {
        return whole;
    }
}
