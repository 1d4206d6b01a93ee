/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training.loss;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.loss.Loss;
import org.efficienttransformers.kernel.Scalars;

/**
 * A loss that is a weighted mean, and tells its parts: so that several batches, accumulated, have
 * the loss and the gradients of one large batch, whatever part of their labels is ignored.
 *
 * <p>As a {@link Loss} it gives the mean, and so goes with DJL's Trainer.
 */
public abstract class WeightedLoss extends Loss {

    /**
     * Hands on the name.
     *
     * @param name the name to report it under
     */
    protected WeightedLoss(String name) {
        super(name);
    }

    /**
     * Adds up the losses of a batch, each times its weight.
     *
     * @param labels what is right
     * @param predictions what the model gives
     * @return a scalar, on the manager of the predictions
     */
    public abstract NDArray sum(NDList labels, NDList predictions);

    /**
     * Adds up the weights of a batch.
     *
     * @param labels what is right
     * @return the weight; 0 if all labels are ignored
     */
    public abstract double weight(NDList labels);

    /**
     * Returns the mean of a batch.
     *
     * @param labels what is right
     * @param predictions what the model gives
     * @return a scalar; NaN if all labels are ignored
     */
    @Override
    public final NDArray evaluate(NDList labels, NDList predictions) {
        return Scalars.div(sum(labels, predictions), weight(labels));
    }

    /** The first array of a name, or the first one, where none has it. */
    static NDArray named(NDList list, String name) {
        NDArray named = list.get(name);
        return named == null ? list.head() : named;
    }

    /** Labels of another shape would be broadcast to the logits, to a loss of something else. */
    static void checkSameShape(Shape labels, Shape logits) {
        require(
                labels.equals(logits),
                "The labels have shape %s and the logits %s; both must have the same.",
                labels,
                logits);
    }
}
