/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDList;
import java.util.List;
import java.util.Objects;

/**
 * What goes through the model at once, and what is right for it.
 *
 * @param passes as the model takes them, each for a forward pass of its own, such as short
 *     questions and the long texts that they are about; the loss gets the predictions of all
 * @param labels as the loss takes them
 */
public record TrainingBatch(List<NDList> passes, NDList labels) {

    /** Checks that all is there. */
    public TrainingBatch {
        passes = List.copyOf(passes);
        require(!passes.isEmpty(), "A batch has no inputs; give it those of one pass at least.");
        Objects.requireNonNull(labels, "labels");
    }

    /**
     * Makes a batch of one forward pass.
     *
     * @param inputs as the model takes them
     * @param labels as the loss takes them
     */
    public TrainingBatch(NDList inputs, NDList labels) {
        this(List.of(inputs), labels);
    }

    /**
     * {@return the inputs of the first pass, which most batches have alone, as the model takes
     * them}
     */
    public NDList inputs() {
        return passes.get(0);
    }
}
