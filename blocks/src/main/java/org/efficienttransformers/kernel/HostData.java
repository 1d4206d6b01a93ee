/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Arrays of numbers that were computed in Java.
 *
 * <p>On the PyTorch engine {@code NDManager.create} doesn't copy: the tensor lies in a buffer of
 * the JVM, which the garbage collector frees once the NDArray is closed. A graph recorded for
 * gradients holds on to the tensor but not to the buffer, and would read whatever is there by then.
 * These arrays own their memory.
 */
public final class HostData {

    private HostData() {}

    /**
     * Makes an array.
     *
     * @param manager its manager, which gives the device
     * @param data the numbers
     * @param shape the shape
     * @return INT64
     */
    public static NDArray create(NDManager manager, long[] data, Shape shape) {
        return own(manager.create(data, shape));
    }

    /**
     * Makes an array.
     *
     * @param manager its manager, which gives the device
     * @param data the numbers
     * @param shape the shape
     * @return FLOAT32
     */
    public static NDArray create(NDManager manager, float[] data, Shape shape) {
        return own(manager.create(data, shape));
    }

    private static NDArray own(NDArray array) {
        if (array.getDevice().isGpu()) {
            return array; // a copy already
        }
        try (array) {
            return array.duplicate();
        }
    }
}
