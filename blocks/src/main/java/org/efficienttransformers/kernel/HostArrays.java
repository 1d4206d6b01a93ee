/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.function.Function;

/**
 * Numbers of arrays, in Java's own arrays.
 *
 * <p>DJL's own {@code toLongArray} and the like leave, of an array that lies on a GPU, a copy on
 * the host, which lives as long as the manager of the array; after many calls with one manager that
 * is all of the host's memory. These free it.
 */
public final class HostArrays {

    private HostArrays() {}

    /**
     * Reads integers.
     *
     * @param array of type INT64
     * @return its numbers, the last axis fastest
     */
    public static long[] longs(NDArray array) {
        return read(array, NDArray::toLongArray);
    }

    /**
     * Reads integers.
     *
     * @param array of type INT32
     * @return its numbers, the last axis fastest
     */
    public static int[] ints(NDArray array) {
        return read(array, NDArray::toIntArray);
    }

    /**
     * Reads numbers.
     *
     * @param array of type FLOAT32
     * @return its numbers, the last axis fastest
     */
    public static float[] floats(NDArray array) {
        return read(array, NDArray::toFloatArray);
    }

    /**
     * Reads truth values.
     *
     * @param array of type BOOLEAN
     * @return its values, the last axis fastest
     */
    public static boolean[] booleans(NDArray array) {
        return read(array, NDArray::toBooleanArray);
    }

    /**
     * Closes a copy on another device, and the manager that DJL made for it, which would live as
     * long as that of the array.
     *
     * @param copy what {@code toDevice} gave, which may be the array itself
     * @param array the array
     */
    public static void close(NDArray copy, NDArray array) {
        NDManager owner = copy.getManager();
        copy.close();
        if (owner != array.getManager()) {
            owner.close();
        }
    }

    private static <T> T read(NDArray array, Function<NDArray, T> reader) {
        if (!array.getDevice().isGpu()) {
            return reader.apply(array);
        }
        NDArray copy = array.toDevice(Device.cpu(), true);
        try {
            return reader.apply(copy);
        } finally {
            close(copy, array);
        }
    }
}
