/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.nystrom;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.efficienttransformers.kernel.Scalars;

/**
 * Means over segments of a text: which positions have a part in each.
 *
 * @param weights what each position adds to the mean of each segment, (b or 1, m, n)
 * @param occupied 1 for a segment that has a position, else 0, (b, m); null if all have
 */
record Landmarks(NDArray weights, NDArray occupied) {

    /**
     * Cuts texts into segments of equal length, or nearly: of t tokens, the one at i belongs to
     * segment floor(i * m / t). Of a text of fewer tokens than segments each is its own.
     *
     * @param hidden the hidden states, (b, n, e), for type, device and manager
     * @param visible the attention mask, (b, n); null if every position counts
     * @param count the number of segments m
     * @return the segments
     */
    static Landmarks of(NDArray hidden, NDArray visible, int count) {
        NDManager manager = hidden.getManager();
        long length = hidden.getShape().get(1);
        // Sums of float16 are whole numbers up to 2048 only.
        NDArray tokens =
                visible == null
                        ? manager.ones(new Shape(1, length), DataType.FLOAT32)
                        : visible.toType(DataType.FLOAT32, false); // b n
        NDArray place = tokens.cumSum(1).sub(tokens);
        NDArray total = Scalars.maximum(tokens.sum(new int[] {1}, true), count); // b 1
        NDArray segment = Scalars.mul(place, count).div(total).floor(); // b n
        NDArray member =
                manager.arange((float) count)
                        .reshape(1, count, 1)
                        .eq(segment.expandDims(1))
                        .toType(DataType.FLOAT32, false)
                        .mul(tokens.expandDims(1)); // b m n
        NDArray sizes = member.sum(new int[] {2}, true); // b m 1
        DataType type = hidden.getDataType();
        boolean full = visible == null && length >= count;
        return new Landmarks(
                member.div(Scalars.maximum(sizes, 1)).toType(type, false),
                full ? null : sizes.squeeze(2).gt(0).toType(type, false));
    }

    /** The means of a sequence, (b, n, h, d) to (b, m, h, d). */
    NDArray of(NDArray sequence) {
        Shape shape = sequence.getShape();
        return weights.matMul(sequence.reshape(shape.get(0), shape.get(1), -1))
                .reshape(shape.get(0), -1, shape.get(2), shape.get(3));
    }
}
