/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import java.util.Locale;

/** A training whose loss or gradients aren't finite any more; going on would spoil the weights. */
public final class DivergenceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Says where it happened.
     *
     * @param what what isn't finite, such as {@code The loss}
     * @param value its value
     * @param step the number of the step, counted from 1
     * @param learningRate the learning rate of this step
     */
    DivergenceException(String what, double value, long step, double learningRate) {
        super(
                String.format(
                        Locale.ROOT,
                        "%s is %s at step %d with learning rate %.3g; the weights are those of the"
                                + " step before: lower the learning rate, lengthen the warm-up, or"
                                + " look for bad numbers in the data.",
                        what,
                        value,
                        step,
                        learningRate));
    }
}
