/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/** Cuts texts into pieces, and puts together what was computed piece by piece. */
public final class Pieces {

    private Pieces() {}

    /**
     * Concatenates pieces, and frees them. {@code NDArrays.concat} copies a single array in a way
     * that cuts its gradient off, so a single piece is returned as it is.
     *
     * @param pieces at least one array
     * @param axis the axis along which they follow each other
     * @return the whole
     */
    public static NDArray join(NDList pieces, int axis) {
        if (pieces.size() == 1) {
            return pieces.head();
        }
        NDArray whole = NDArrays.concat(pieces, axis);
        pieces.close();
        return whole;
    }

    /**
     * Adds zeros at the end.
     *
     * @param array (b, n, ...)
     * @param length the number of positions wanted, n or more
     * @return (b, length, ...); the array itself if it has as many
     */
    public static NDArray padded(NDArray array, long length) {
        long more = length - array.size(1);
        if (more == 0) {
            return array;
        }
        Shape shape = array.getShape();
        Shape gap = new Shape(shape.get(0), more).addAll(shape.slice(2));
        return array.concat(array.getManager().zeros(gap, array.getDataType()), 1);
    }

    /**
     * Lays every s-th position side by side, zeros where the last are missing.
     *
     * @param array (b, n, ...)
     * @param step from one position to the next of the same piece, s
     * @return (b * s, n / s rounded up, ...), the pieces of a text in a row
     */
    public static NDArray interleaved(NDArray array, int step) {
        Shape shape = array.getShape();
        long rows = (shape.get(1) + step - 1) / step;
        Shape rest = shape.slice(2);
        return padded(array, rows * step)
                .reshape(new Shape(shape.get(0), rows, step).addAll(rest))
                .swapAxes(1, 2)
                .reshape(new Shape(shape.get(0) * step, rows).addAll(rest));
    }

    /**
     * Puts positions back to where {@link #interleaved} took them from.
     *
     * @param pieces (b * s, n / s rounded up, c)
     * @param step from one position to the next of the same piece, s
     * @param length the number of positions n
     * @return (b, n, c)
     */
    public static NDArray inOrder(NDArray pieces, int step, long length) {
        Shape shape = pieces.getShape();
        return pieces.reshape(-1, step, shape.get(1), shape.get(2))
                .swapAxes(1, 2)
                .reshape(-1, shape.get(1) * step, shape.get(2))
                .get(new NDIndex(":, :{}", length));
    }
}
