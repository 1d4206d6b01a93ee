/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.reversible;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * The streams of reversible layers in training: FLOAT64, though all that is added to them is
 * computed in the type of the parameters.
 *
 * <p>x = y - f comes back exact but for the last bits of FLOAT64, so that it is the same number
 * again in FLOAT32. In FLOAT32 it wouldn't be, and where activations have a kink, as ReLU has, a
 * few units of many thousands would switch over in the recomputation, which costs the gradients of
 * deep layers three of their seven digits.
 *
 * <p>DJL's {@code toType} cuts gradients off; these casts don't.
 */
final class WideStreams {

    private WideStreams() {}

    /** Casts to FLOAT64, which a sum with such a number does. */
    static NDArray widened(NDArray array) {
        try (NDArray zero = array.getManager().zeros(new Shape(1), DataType.FLOAT64)) {
            return array.add(zero);
        }
    }

    /** Casts to another type, which a product over a dimension of one element can. */
    static NDArray narrowed(NDArray array, DataType type) {
        int last = array.getShape().dimension();
        try (NDArray column = array.expandDims(last);
                NDArray narrow = column.cumProd(last, type)) {
            return narrow.squeeze(last);
        }
    }
}
