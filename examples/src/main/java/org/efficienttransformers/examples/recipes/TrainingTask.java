/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import ai.djl.ndarray.NDManager;
import ai.djl.training.loss.Loss;
import org.efficienttransformers.training.TrainingBatch;
import org.efficienttransformers.training.TrainingLoop;

/** What a recipe tells the training of its examples. */
interface TrainingTask {

    /** The lengths of the examples in tokens. */
    int[] lengths();

    /**
     * Puts examples together.
     *
     * @param manager owns the arrays
     * @param epoch the number of the epoch, for what is drawn anew in each
     * @param examples their indices
     * @return the batch
     */
    TrainingBatch batch(NDManager manager, int epoch, int... examples);

    /** What is to become small. */
    Loss loss();

    /**
     * Evaluates the model as it is.
     *
     * @param loop runs it
     * @param manager owns arrays in the meantime
     * @return what came of it
     */
    Evaluation evaluate(TrainingLoop loop, NDManager manager);
}
