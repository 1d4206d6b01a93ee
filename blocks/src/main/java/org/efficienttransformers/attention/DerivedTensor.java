/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.function.Function;

/**
 * A tensor that a checkpoint of another mechanism lacks, and how it is made. Either it is a copy of
 * a sibling, or it is computed.
 *
 * @param name relative to the attention, such as {@code query_global.weight}
 * @param shape its shape
 * @param copyOf the sibling that it starts as a copy of, such as {@code query.weight}; null if it
 *     is computed
 * @param maker computes it, in FLOAT32; null if it is a copy
 * @param note what is said of all tensors that were made in this way: a format, to which their
 *     number is given
 */
public record DerivedTensor(
        String name, Shape shape, String copyOf, Function<NDManager, NDArray> maker, String note) {

    /**
     * Makes one that starts as a copy.
     *
     * @param name relative to the attention
     * @param shape its shape, and that of the sibling
     * @param sibling what it is copied from
     * @param note what is said of it
     * @return the tensor
     */
    public static DerivedTensor copy(String name, Shape shape, String sibling, String note) {
        return new DerivedTensor(name, shape, sibling, null, note);
    }

    /**
     * Makes one that is computed.
     *
     * @param name relative to the attention
     * @param shape its shape
     * @param maker computes it, in FLOAT32
     * @param note what is said of it
     * @return the tensor
     */
    public static DerivedTensor made(
            String name, Shape shape, Function<NDManager, NDArray> maker, String note) {
        return new DerivedTensor(name, shape, null, maker, note);
    }
}
