/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.norm.Dropout;

/** What all kernels do to scores and probabilities. */
public final class Masks {

    private Masks() {}

    /**
     * {@return the score of a hidden key: so low that its probability is exactly zero next to any
     * visible one, yet finite, so that a row which sees nothing gives numbers and not NaN} Callers
     * zero such rows.
     *
     * @param dataType the data type of the scores
     */
    public static double hidden(DataType dataType) {
        return dataType == DataType.FLOAT16 ? -6e4 : -1e30;
    }

    /**
     * {@return the score of a query's own key where it is seen only if no other is: below that of
     * any other visible key, and above that of a hidden one}
     *
     * @param dataType the data type of the scores
     */
    public static double own(DataType dataType) {
        return dataType == DataType.FLOAT16 ? -1e3 : -1e5;
    }

    /**
     * Turns a mask of visible keys into one to add to scores.
     *
     * @param visible 1 where a key is visible, 0 where it is hidden; any shape, the type of the
     *     scores
     * @return 0 where it is visible, {@link #hidden} where it is hidden
     */
    public static NDArray additive(NDArray visible) {
        return Scalars.mul(Scalars.add(visible, -1), -hidden(visible.getDataType()));
    }

    /**
     * Drops probabilities at random and scales up the rest.
     *
     * @param probabilities any shape
     * @param rate from 0, which does nothing, to below 1
     * @return the same shape
     */
    public static NDArray drop(NDArray probabilities, float rate) {
        return rate == 0
                ? probabilities
                : Dropout.dropout(probabilities, rate, true).singletonOrThrow();
    }
}
