/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The tensors of a checkpoint, to which others can be added that are made from them. */
public interface TensorEdits {

    /** {@return the names of all tensors, those of the files and those that were added} */
    Set<String> names();

    /**
     * {@return the shape of a tensor}
     *
     * @param name its name
     */
    Shape shape(String name);

    /**
     * Tells whether two tensors hold the same numbers.
     *
     * @param name the name of one
     * @param other the name of the other
     * @return true if shapes and numbers are equal
     */
    boolean isSame(String name, String other);

    /**
     * Adds a tensor, or puts it in the place of the checkpoint's.
     *
     * @param name its name
     * @param original the tensor that it is made from
     * @param shape its shape
     * @param derivation makes it of the original, which it may return or close; on the same manager
     */
    void put(String name, String original, Shape shape, UnaryOperator<NDArray> derivation);

    /**
     * Notes, for the report of the load, what was made and how.
     *
     * @param note one sentence without a full stop
     */
    void note(String note);
}
