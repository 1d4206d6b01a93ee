/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import ai.djl.ndarray.NDList;
import ai.djl.training.dataset.Batch;
import java.util.Objects;

/**
 * What goes through the model at once, and what is right for it.
 *
 * @param inputs as the model takes them
 * @param labels as the loss takes them
 */
public record TrainingBatch(NDList inputs, NDList labels) {

    /** Checks that both are there. */
    public TrainingBatch {
        Objects.requireNonNull(inputs, "inputs");
        Objects.requireNonNull(labels, "labels");
    }

    /**
     * Takes a batch of one of DJL's datasets.
     *
     * @param batch the batch, which the caller closes
     * @return the same arrays
     */
    public static TrainingBatch of(Batch batch) {
        return new TrainingBatch(batch.getData(), batch.getLabels());
    }
}
