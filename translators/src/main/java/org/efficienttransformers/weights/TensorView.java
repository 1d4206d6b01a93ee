/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights;

import ai.djl.ndarray.types.Shape;
import java.nio.ByteOrder;

/**
 * Where the numbers of a tensor lie in a file: PyTorch's sizes, strides and storage offset.
 *
 * <p>Whoever makes one has checked that every element lies inside the file.
 */
final class TensorView {

    /** More than any checkpoint has; the limit keeps a small file from describing a huge table. */
    static final int MAX_RANK = 8;

    private final ElementType type;
    private final Shape shape;
    private final long[] strides;
    private final long offset;
    private final ByteOrder order;

    /**
     * Describes a tensor.
     *
     * @param type the type of its numbers
     * @param shape its shape
     * @param strides for each axis the number of elements from one index to the next
     * @param offset where in the file its first element begins
     * @param order the order of the bytes of a number
     */
    TensorView(ElementType type, Shape shape, long[] strides, long offset, ByteOrder order) {
        this.type = type;
        this.shape = shape;
        this.strides = strides.clone();
        this.offset = offset;
        this.order = order;
    }

    /** Describes a tensor whose elements lie one after the other, little-endian. */
    static TensorView contiguous(ElementType type, Shape shape, long offset) {
        return new TensorView(
                type, shape, contiguousStrides(shape), offset, ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Returns the number of elements.
     *
     * @throws ArithmeticException if it is beyond 64 bits, a zero among the dimensions or not
     */
    static long elements(long[] dimensions) {
        long elements = 1;
        boolean empty = false;
        for (long dimension : dimensions) {
            empty |= dimension == 0;
            elements = Math.multiplyExact(elements, Math.max(1, dimension));
        }
        return empty ? 0 : elements;
    }

    private static long[] contiguousStrides(Shape shape) {
        long[] strides = new long[shape.dimension()];
        long stride = 1;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= Math.max(1, shape.get(axis));
        }
        return strides;
    }

    ElementType type() {
        return type;
    }

    Shape shape() {
        return shape;
    }

    long stride(int axis) {
        return strides[axis];
    }

    long offset() {
        return offset;
    }

    ByteOrder order() {
        return order;
    }

    /** Tells whether the elements lie one after the other in the order of the array. */
    boolean isContiguous() {
        long[] contiguous = contiguousStrides(shape);
        for (int axis = 0; axis < strides.length; axis++) {
            if (shape.get(axis) != 1 && strides[axis] != contiguous[axis]) {
                return shape.size() == 0;
            }
        }
        return true;
    }

    /** Returns the bytes from the first element to the end of the last. */
    long span() {
        if (shape.size() == 0) {
            return 0;
        }
        long last = 0;
        for (int axis = 0; axis < strides.length; axis++) {
            last += (shape.get(axis) - 1) * strides[axis];
        }
        return (last + 1) * type.bytes();
    }
}
