/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import org.efficienttransformers.kernel.Scalars;

/**
 * The loss of several labels that may hold at once ({@code problem_type} {@code
 * multi_label_classification}), as {@code torch.nn.BCEWithLogitsLoss}: the mean over texts and
 * labels of -y log sigmoid(x) - (1 - y) log(1 - sigmoid(x)).
 *
 * <p>Labels: 1 where a label holds and 0 elsewhere, FLOAT32, (b, labels). Predictions: {@code
 * logits}, or the first array, of the same shape.
 */
public final class BinaryCrossEntropyLoss extends WeightedLoss {

    /** Makes the loss. */
    public BinaryCrossEntropyLoss() {
        super("BinaryCrossEntropyLoss");
    }

    @Override
    public double weight(NDList labels) {
        return labels.head().size();
    }

    @Override
    public NDArray sum(NDList labels, NDList predictions) {
        NDArray logits = named(predictions, "logits");
        NDArray targets = labels.head();
        checkSameShape(targets.getShape(), logits.getShape());
        NDManager manager = logits.getManager();
        try (NDManager scope = manager.newSubManager()) {
            logits.tempAttach(scope);
            targets.tempAttach(scope);
            // max(x, 0) - x y + log(1 + exp(-|x|)), which overflows nowhere.
            NDArray correction = Scalars.add(logits.abs().neg().exp(), 1).log();
            NDArray sum = Scalars.maximum(logits, 0).sub(logits.mul(targets)).add(correction).sum();
            sum.attach(manager);
            return sum;
        }
    }
}
