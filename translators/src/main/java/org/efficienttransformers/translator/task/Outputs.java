/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.task;

import static org.efficienttransformers.settings.Require.requireState;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;

/** What the model gave for one sequence of a batch, without padding. */
public final class Outputs {

    private final NDList batch;
    private final int row;
    private final int length;

    /**
     * Picks a row.
     *
     * @param batch the outputs, (b, ...)
     * @param row the place of the sequence in the batch
     * @param length its length without padding
     */
    public Outputs(NDList batch, int row, int length) {
        this.batch = batch;
        this.row = row;
        this.length = length;
    }

    /** An output of the whole sequence: of (b, c), the c numbers of this row. */
    public float[] perSequence(String name) {
        try (NDArray values = output(name).get(row)) {
            return floats(values);
        }
    }

    /** An output of each token, (n, ...) without padding, which the caller closes. */
    public NDArray perToken(String name) {
        return output(name).get("{}, :{}", row, length);
    }

    /** An output at one of the places that the window keeps: of (b, m, c), c numbers. */
    public float[] perKept(String name, int index) {
        try (NDArray values = output(name).get("{}, {}", row, index)) {
            return floats(values);
        }
    }

    /** Whole numbers for the sequence: of (b, c), the c numbers of this row. */
    public long[] integers(String name) {
        try (NDArray values = output(name).get(row)) {
            return values.toLongArray();
        }
    }

    /** The numbers of an array, in its order. */
    public static float[] floats(NDArray array) {
        if (array.getDataType() == DataType.FLOAT32) {
            return array.toFloatArray();
        }
        try (NDArray widened = array.toType(DataType.FLOAT32, false)) {
            return widened.toFloatArray();
        }
    }

    private NDArray output(String name) {
        NDArray output = batch.get(name);
        requireState(output != null, "The model gives no %s.", name);
        return output;
    }
}
