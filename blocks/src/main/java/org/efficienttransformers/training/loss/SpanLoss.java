/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training.loss;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import org.efficienttransformers.kernel.Scalars;

/**
 * The loss of question answering: the mean of the cross entropies of where an answer begins and
 * where it ends, over the positions of a text.
 *
 * <p>Labels: the first and the last token of each answer, (b) each, INT64 or INT32; both {@link
 * CrossEntropyLoss#IGNORED} for a text that doesn't count. Predictions: {@code start_logits} and
 * {@code end_logits}, (b, n) each, as the question answering head gives them.
 */
public final class SpanLoss extends WeightedLoss {

    private final CrossEntropyLoss positions = CrossEntropyLoss.builder().build();

    /** Makes the loss. */
    public SpanLoss() {
        super("SpanLoss");
    }

    @Override
    public double weight(NDList labels) {
        double starts = positions.weight(new NDList(labels.get(0)));
        double ends = positions.weight(new NDList(labels.get(1)));
        require(
                starts == ends,
                "%s answers have a beginning and %s an end; give both, or %s for both.",
                (long) starts,
                (long) ends,
                CrossEntropyLoss.IGNORED);
        return starts;
    }

    @Override
    public NDArray sum(NDList labels, NDList predictions) {
        NDArray starts = predictions.get("start_logits");
        NDArray ends = predictions.get("end_logits");
        require(
                starts != null && ends != null,
                "The model gives no start_logits and end_logits; give it a question answering"
                        + " head.");
        NDArray start = positions.sum(new NDList(labels.get(0)), new NDList(starts));
        NDArray end = positions.sum(new NDList(labels.get(1)), new NDList(ends));
        try (start;
                end;
                NDArray both = start.add(end)) {
            return Scalars.mul(both, 0.5);
        }
    }
}
