/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training.loss;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.List;
import org.efficienttransformers.kernel.Scalars;

/**
 * The loss of embeddings of texts that belong together (<a
 * href="https://arxiv.org/abs/1705.00652">multiple negatives ranking</a>): each anchor should be
 * nearer to its own text than to those of the other anchors of the batch, and to hard negatives. It
 * is the cross-entropy of cosines times a scale.
 *
 * <p>Predictions: the states of a anchors, (a, n, e), and of t texts, (t, m, e), of two forward
 * passes: the arrays called {@code last_hidden_state}, or the first two. Labels: the attention
 * masks of both, (a, n) and (t, m), FLOAT32, and which of the texts each anchor should find, (a),
 * INT64. Several anchors may share a text; texts that none should find are hard negatives.
 *
 * <p>With several dimensions it is the sum of the losses of vectors that are cut to each of them
 * (<a href="https://arxiv.org/abs/2205.13147">Matryoshka representation learning</a>).
 */
public final class InBatchNegativesLoss extends WeightedLoss {

    private static final double TINY = 1e-24;

    private static final String STATES = "last_hidden_state";

    private final boolean firstOnly;
    private final double scale;
    private final List<Integer> dimensions;

    /**
     * Makes the loss.
     *
     * @param firstOnly true to take the state of the first token for the vector of a text, false
     *     for the mean of all
     * @param scale what cosines are multiplied by, above 0, such as 20
     * @param dimensions to how many numbers vectors are cut, each above 0; empty to take them whole
     */
    public InBatchNegativesLoss(boolean firstOnly, double scale, List<Integer> dimensions) {
        super("InBatchNegativesLoss");
        require(
                scale > 0 && Double.isFinite(scale),
                "The scale of cosines is %s; allowed: a number above 0, such as 20.",
                scale);
        require(
                dimensions.stream().allMatch(dimension -> dimension > 0),
                "The dimensions are %s; allowed: whole numbers above 0.",
                dimensions);
        this.firstOnly = firstOnly;
        this.scale = scale;
        this.dimensions = List.copyOf(dimensions);
    }

    @Override
    public double weight(NDList labels) {
        return labels.get(2).size();
    }

    @Override
    public NDArray sum(NDList labels, NDList predictions) {
        NDList states = states(predictions);
        NDManager manager = states.head().getManager();
        try (NDManager scope = manager.newSubManager()) {
            scope.tempAttachAll(states, labels);
            NDArray anchors = checked(states.get(0), labels.get(0)); // a e
            NDArray texts = checked(states.get(1), labels.get(1)); // t e
            long size = anchors.getShape().get(1);
            NDArray sum = null;
            for (int dimension : dimensions.isEmpty() ? List.of((int) size) : dimensions) {
                require(
                        dimension <= size,
                        "A dimension is %d, and the vectors have %d numbers; take fewer.",
                        dimension,
                        size);
                NDIndex cut = new NDIndex(":, :{}", dimension);
                NDArray part = loss(anchors.get(cut), texts.get(cut), labels.get(2));
                sum = sum == null ? part : sum.add(part);
            }
            sum.attach(manager);
            return sum;
        }
    }

    private NDArray checked(NDArray states, NDArray mask) {
        checkSameShape(mask.getShape(), states.getShape().slice(0, 2));
        return vectors(states, mask, firstOnly);
    }

    private static NDList states(NDList predictions) {
        NDList named = new NDList();
        predictions.stream().filter(array -> STATES.equals(array.getName())).forEach(named::add);
        NDList states = named.isEmpty() ? predictions : named;
        require(
                states.size() >= 2,
                "There are states of %s forward pass; there must be those of anchors and of texts.",
                states.size());
        return states;
    }

    /**
     * Makes vectors of texts.
     *
     * @param states the states of their tokens, (b, n, e)
     * @param mask 1 for tokens and 0 for padding, (b, n), FLOAT32
     * @param firstOnly true to take that of the first token, false for the mean of all
     * @return (b, e), on the manager of the states
     */
    public static NDArray vectors(NDArray states, NDArray mask, boolean firstOnly) {
        if (firstOnly) {
            return states.get(new NDIndex(":, 0"));
        }
        NDArray sum = states.mul(mask.expandDims(2)).sum(new int[] {1}); // b e
        return sum.div(mask.sum(new int[] {1}, true));
    }

    private NDArray loss(NDArray anchors, NDArray texts, NDArray own) {
        NDArray scores = Scalars.mul(unit(anchors).matMul(unit(texts).transpose()), scale); // a t
        return scores.logSoftmax(1).gather(own.expandDims(1), 1).sum().neg();
    }

    private static NDArray unit(NDArray vectors) {
        NDArray squares = vectors.square().sum(new int[] {1}, true);
        return vectors.div(Scalars.add(squares, TINY).sqrt());
    }
}
