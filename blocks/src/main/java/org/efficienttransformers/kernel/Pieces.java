/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;

/** Puts together what was computed piece by piece. */
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
}
