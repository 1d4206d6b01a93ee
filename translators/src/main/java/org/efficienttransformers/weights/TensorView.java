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
public final class TensorView {

    /** More than any checkpoint has; the limit keeps a small file from describing a huge table. */
    public static final int MAX_RANK = 8;

    private final ElementType type;
    private final long[] size;
    private final long[] strides;
    private final long offset;
    private final ByteOrder order;

    /**
     * Describes a tensor. The arrays are taken over, not copied.
     *
     * @param type the type of its numbers
     * @param size its dimensions
     * @param strides for each axis the number of elements from one index to the next; null where
     *     the elements lie one after the other, which spares files of many tensors the memory
     * @param offset where in the file its first element begins
     * @param order the order of the bytes of a number
     */
    public TensorView(ElementType type, long[] size, long[] strides, long offset, ByteOrder order) {
        this.type = type;
        this.size = size;
        this.strides = strides;
        this.offset = offset;
        this.order = order;
    }

    /**
     * Describes a tensor whose elements lie one after the other, little-endian.
     *
     * @param type the type of its numbers
     * @param size its dimensions, taken over and not copied
     * @param offset where in the file its first element begins
     * @return its place
     */
    public static TensorView contiguous(ElementType type, long[] size, long offset) {
        return new TensorView(type, size, null, offset, ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Returns the number of elements.
     *
     * @param dimensions of the tensor
     * @return their product
     * @throws ArithmeticException if it is beyond 64 bits, a zero among the dimensions or not
     */
    public static long elements(long[] dimensions) {
        long elements = 1;
        boolean empty = false;
        for (long dimension : dimensions) {
            empty |= dimension == 0;
            elements = Math.multiplyExact(elements, Math.max(1, dimension));
        }
        return empty ? 0 : elements;
    }

    private static long[] contiguousStrides(long[] size) {
        long[] strides = new long[size.length];
        long stride = 1;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= Math.max(1, size[axis]);
        }
        return strides;
    }

    /** {@return the type of the numbers in the file} */
    public ElementType type() {
        return type;
    }

    Shape shape() {
        return new Shape(size);
    }

    /** {@return the number of elements, the product of the dimensions} */
    public long elements() {
        return elements(size);
    }

    int rank() {
        return size.length;
    }

    long size(int axis) {
        return size[axis];
    }

    long stride(int axis) {
        return strides == null ? contiguousStrides(size)[axis] : strides[axis];
    }

    /** {@return where the first element begins, in bytes from the start of the file} */
    public long offset() {
        return offset;
    }

    ByteOrder order() {
        return order;
    }

    /** Tells whether the elements lie one after the other in the order of the array. */
    boolean isContiguous() {
        if (strides == null) {
            return true;
        }
        long[] contiguous = contiguousStrides(size);
        for (int axis = 0; axis < strides.length; axis++) {
            if (size[axis] != 1 && strides[axis] != contiguous[axis]) {
                return elements() == 0;
            }
        }
        return true;
    }

    /** Returns the bytes from the first element to the end of the last. */
    long span() {
        if (strides == null || elements() == 0) {
            return elements() * type.bytes();
        }
        long last = 0;
        for (int axis = 0; axis < strides.length; axis++) {
            last += (size[axis] - 1) * strides[axis];
        }
        return (last + 1) * type.bytes();
    }
}
