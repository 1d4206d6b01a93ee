/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep.series;

import java.util.Locale;

/** What is done with a text. */
public enum Step {

    /** The forward pass, without a graph. */
    INFERENCE,

    /** Forward and backward pass; the optimizer has no part in it. */
    TRAINING,

    /** The same with a checkpoint at each layer, which is computed again in the backward pass. */
    CHECKPOINTED;

    /** Tells whether there is a backward pass. */
    public boolean hasGradients() {
        return this != INFERENCE;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
