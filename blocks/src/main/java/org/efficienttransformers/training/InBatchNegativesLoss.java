/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.efficienttransformers.kernel.Scalars;

/**
 * The loss of embeddings of texts that belong together (<a
 * href="https://arxiv.org/abs/1705.00652">multiple negatives ranking</a>): each anchor should be
 * nearer to its own text than to those of the other anchors of the batch, and to hard negatives. It
 * is the cross-entropy of cosines times a scale.
 *
 * <p>Predictions: {@code last_hidden_state}, or the first array, (t b, n, e): b anchors, then their
 * b texts, then b hard negatives for each further one of the t texts of an example. Labels: the
 * attention mask, (t b, n), FLOAT32.
 *
 * <p>With several dimensions it is the sum of the losses of vectors that are cut to each of them
 * (<a href="https://arxiv.org/abs/2205.13147">Matryoshka representation learning</a>).
 */
public final class InBatchNegativesLoss extends WeightedLoss {

    private static final double TINY = 1e-24;

    private final int texts;
    private final boolean firstOnly;
    private final double scale;
    private final List<Integer> dimensions;

    /**
     * Makes the loss.
     *
     * @param texts t, the number of texts of an example, 2 or more: anchor, its text, hard
     *     negatives
     * @param firstOnly true to take the state of the first token for the vector of a text, false
     *     for the mean of all
     * @param scale what cosines are multiplied by, above 0, such as 20
     * @param dimensions to how many numbers vectors are cut, each above 0; empty to take them whole
     */
    public InBatchNegativesLoss(
            int texts, boolean firstOnly, double scale, List<Integer> dimensions) {
        super("InBatchNegativesLoss");
        require(texts >= 2, "An example has %d texts; allowed: 2 or more.", texts);
        require(
                scale > 0 && Double.isFinite(scale),
                "The scale of cosines is %s; allowed: a number above 0, such as 20.",
                scale);
        require(
                dimensions.stream().allMatch(dimension -> dimension > 0),
                "The dimensions are %s; allowed: whole numbers above 0.",
                dimensions);
        this.texts = texts;
        this.firstOnly = firstOnly;
        this.scale = scale;
        this.dimensions = List.copyOf(dimensions);
    }

    /** {@inheritDoc} */
    @Override
    public double weight(NDList labels) {
        return (double) labels.head().getShape().get(0) / texts;
    }

    /** {@inheritDoc} */
    @Override
    public NDArray sum(NDList labels, NDList predictions) {
        NDArray states = named(predictions, "last_hidden_state"); // t*b n e
        NDArray mask = labels.head(); // t*b n
        checkSameShape(mask.getShape(), states.getShape().slice(0, 2));
        long size = states.getShape().get(2);
        NDManager manager = states.getManager();
        try (NDManager scope = manager.newSubManager()) {
            states.tempAttach(scope);
            mask.tempAttach(scope);
            NDArray vectors = vectors(states, mask, firstOnly); // t*b e
            NDArray sum = null;
            for (int dimension : dimensions.isEmpty() ? List.of((int) size) : dimensions) {
                require(
                        dimension <= size,
                        "A dimension is %d, and the vectors have %d numbers; take fewer.",
                        dimension,
                        size);
                NDArray part = loss(vectors.get(new NDIndex(":, :{}", dimension)));
                sum = sum == null ? part : sum.add(part);
            }
            sum.attach(manager);
            return sum;
        }
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

    private NDArray loss(NDArray vectors) {
        NDArray squares = vectors.square().sum(new int[] {1}, true);
        NDArray unit = vectors.div(Scalars.add(squares, TINY).sqrt()); // t*b d
        long batch = unit.getShape().get(0) / texts;
        NDArray anchors = unit.get(new NDIndex(":{}", batch)); // b d
        NDArray others = unit.get(new NDIndex("{}:", batch)); // (t-1)*b d
        NDArray scores = Scalars.mul(anchors.matMul(others.transpose()), scale);
        NDArray own =
                vectors.getManager()
                        .arange(0, Math.toIntExact(batch), 1, DataType.INT64)
                        .expandDims(1); // b 1
        return scores.logSoftmax(1).gather(own, 1).sum().neg();
    }
}
