/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * The loss of numbers ({@code problem_type} {@code regression}), as {@code torch.nn.MSELoss}: the
 * mean of the squared differences.
 *
 * <p>Labels: FLOAT32, (b), or (b, labels) for several numbers. Predictions: {@code logits}, or the
 * first array, (b, labels), for labels of shape (b) just one.
 */
public final class MeanSquaredErrorLoss extends WeightedLoss {

    /** Makes the loss. */
    public MeanSquaredErrorLoss() {
        super("MeanSquaredErrorLoss");
    }

    @Override
    public double weight(NDList labels) {
        return labels.head().size();
    }

    @Override
    public NDArray sum(NDList labels, NDList predictions) {
        NDArray logits = named(predictions, "logits");
        NDManager manager = logits.getManager();
        try (NDManager scope = manager.newSubManager()) {
            labels.head().tempAttach(scope);
            logits.tempAttach(scope);
            Shape given = labels.head().getShape();
            NDArray targets =
                    given.dimension() == 1 ? labels.head().expandDims(1) : labels.head(); // b l
            checkSameShape(targets.getShape(), logits.getShape());
            NDArray sum = logits.sub(targets).square().sum();
            sum.attach(manager);
            return sum;
        }
    }
}
