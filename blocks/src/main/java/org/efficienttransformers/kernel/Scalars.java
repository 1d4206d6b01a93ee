/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.function.BiFunction;

/**
 * Arithmetic of arrays with numbers, in place of the methods of {@link NDArray} that take a {@link
 * Number}.
 *
 * <p>On the PyTorch engine those put the number into a buffer of the JVM and let go of it on
 * return. A graph recorded for gradients may still refer to that memory ({@code mul}, {@code div},
 * {@code pow}, {@code maximum} and {@code minimum} do), and once the garbage collector has freed it
 * the gradient is multiplied by whatever is there. Here the number lies in the engine's own memory,
 * which the graph keeps. As nobody can tell by looking at a line whether it will be recorded, the
 * library uses these methods everywhere; a test holds it to that.
 *
 * <p>The number takes the type of the array, so that the result has it, too. An array of integers
 * takes whole numbers only.
 */
public final class Scalars {

    private Scalars() {}

    /**
     * Adds a number to each element.
     *
     * @param array any shape
     * @param term the number
     * @return the same shape and type, on the manager of the array
     */
    public static NDArray add(NDArray array, Number term) {
        return with(array, term, NDArray::add);
    }

    /**
     * Multiplies each element.
     *
     * @param array any shape
     * @param factor the number
     * @return the same shape and type, on the manager of the array
     */
    public static NDArray mul(NDArray array, Number factor) {
        return with(array, factor, NDArray::mul);
    }

    /**
     * Multiplies each element in place.
     *
     * @param array any shape
     * @param factor the number
     */
    public static void muli(NDArray array, Number factor) {
        try (NDArray number = number(array, factor)) {
            array.muli(number);
        }
    }

    /**
     * Divides each element.
     *
     * @param array any shape
     * @param divisor the number
     * @return the same shape, on the manager of the array; FLOAT32 for integers, else the same type
     */
    public static NDArray div(NDArray array, Number divisor) {
        return with(array, divisor, NDArray::div);
    }

    /**
     * Takes the remainder of each element, which has the sign of the divisor.
     *
     * @param array any shape
     * @param divisor the number
     * @return the same shape and type, on the manager of the array
     */
    public static NDArray mod(NDArray array, Number divisor) {
        return with(array, divisor, NDArray::mod);
    }

    /**
     * Takes the number where an element is below it.
     *
     * @param array any shape
     * @param least the number
     * @return the same shape and type, on the manager of the array
     */
    public static NDArray maximum(NDArray array, Number least) {
        return with(array, least, NDArray::maximum);
    }

    /**
     * Takes the number where an element is above it.
     *
     * @param array any shape
     * @param most the number
     * @return the same shape and type, on the manager of the array
     */
    public static NDArray minimum(NDArray array, Number most) {
        return with(array, most, NDArray::minimum);
    }

    private static NDArray with(
            NDArray array, Number value, BiFunction<NDArray, NDArray, NDArray> operation) {
        try (NDArray number = number(array, value)) {
            return operation.apply(array, number);
        }
    }

    private static NDArray number(NDArray like, Number value) {
        DataType type = like.getDataType();
        double exact = value.doubleValue();
        require(
                type.isFloating() || exact == Math.rint(exact),
                "The number is %s and the array of type %s, which takes whole numbers only; give"
                        + " one, or cast the array.",
                value,
                type);
        if (type == DataType.BFLOAT16) {
            // DJL can't make one. PyTorch gives the product with a single number the array's type.
            type = DataType.FLOAT32;
        }
        NDManager manager = like.getManager();
        float rounded = (float) exact;
        NDArray number = manager.full(new Shape(), rounded, type, like.getDevice());
        if (rounded != exact && type != DataType.FLOAT32 && type != DataType.FLOAT16) {
            // DJL takes a float for every type; here is what that has rounded off.
            float rest = (float) (exact - rounded);
            try (NDArray more = manager.full(new Shape(), rest, type, like.getDevice())) {
                number.addi(more);
            }
        }
        return number;
    }
}
