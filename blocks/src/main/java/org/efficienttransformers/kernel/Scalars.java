/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Arithmetic with numbers, where gradients are wanted.
 *
 * <p>On the PyTorch engine {@code NDArray.mul(Number)} puts the number into a buffer of the JVM and
 * lets go of it on return; so do {@code div}, {@code pow}, {@code maximum} and {@code minimum}. The
 * graph recorded for gradients still refers to that memory, and once the garbage collector has
 * freed it the gradient is multiplied by whatever is there. Sums and differences don't need the
 * number again.
 */
public final class Scalars {

    private Scalars() {}

    /**
     * Multiplies each element.
     *
     * @param array any shape
     * @param factor the number
     * @return the same shape and type, on the manager of the array
     */
    public static NDArray mul(NDArray array, double factor) {
        try (NDArray number = number(array, factor)) {
            return array.mul(number);
        }
    }

    /**
     * Takes the number where an element is below it.
     *
     * @param array any shape
     * @param least the number
     * @return the same shape and type, on the manager of the array
     */
    public static NDArray maximum(NDArray array, double least) {
        try (NDArray number = number(array, least)) {
            return array.maximum(number);
        }
    }

    private static NDArray number(NDArray like, double value) {
        return like.getManager()
                .full(new Shape(), (float) value, like.getDataType(), like.getDevice());
    }
}
