/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lowrank;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.ConstantInitializer;
import ai.djl.training.initializer.UniformInitializer;
import org.efficienttransformers.kernel.Parameters;
import org.efficienttransformers.kernel.Pieces;
import org.efficienttransformers.kernel.Scalars;

/**
 * One projection over the length: mixes the positions of a sequence into slots.
 *
 * <p>Padding has weight 0. A text shorter than n uses the first columns of the matrix; slots whose
 * weights on all its tokens are 0 hold nothing, and are not visible.
 *
 * <p>g is the number of groups of channels that have weights of their own: 1, or the heads.
 */
public final class SlotProjection {

    private final LengthProjection kind;
    private final int groups;
    private final int rank;
    private final int maxLength;
    private final Parameter weight;

    /**
     * Makes a projection.
     *
     * @param kind what the matrix is
     * @param groups g
     * @param rank k
     * @param maxLength n
     * @param name the name of the weights in checkpoints
     */
    SlotProjection(LengthProjection kind, int groups, int rank, int maxLength, String name) {
        this.kind = kind;
        this.groups = groups;
        this.rank = rank;
        this.maxLength = maxLength;
        weight =
                switch (kind) {
                    // As fairseq: Xavier with a gain of 1 / sqrt(2).
                    case LEARNED ->
                            Parameters.weight(
                                    name,
                                    new UniformInitializer(
                                            (float) Math.sqrt(3.0 / (rank + maxLength))));
                    case CONVOLUTION ->
                            Parameters.weight(name, new ConstantInitializer(1f / stride()));
                    case MEAN_POOLING -> null;
                };
    }

    /** Positions per slot, s, of pooling and convolution. */
    private int stride() {
        return maxLength / rank;
    }

    /** The weights, or null if there are none. */
    Parameter weight() {
        return weight;
    }

    /** The shape of the weights: (k, n) or (s), with g in front where there are several groups. */
    Shape weightShape() {
        Shape one =
                kind == LengthProjection.LEARNED ? new Shape(rank, maxLength) : new Shape(stride());
        return groups == 1 ? one : new Shape(groups).addAll(one);
    }

    /** Tells whether it is one matrix of weights, (k, n), for all channels. */
    boolean isPlainMatrix() {
        return kind == LengthProjection.LEARNED && groups == 1;
    }

    int groups() {
        return groups;
    }

    int rank() {
        return rank;
    }

    boolean fits(LengthProjection otherKind, int otherRank, int otherMaxLength) {
        return kind == otherKind && rank == otherRank && maxLength == otherMaxLength;
    }

    /**
     * Mixes a sequence into slots.
     *
     * @param store the parameters
     * @param sequence (b, n, g, x)
     * @param visible (b, n), or null if every position is a token
     * @param training true in training
     * @return (b, k, g, x); fewer slots if pooling or convolution leave the last ones empty
     */
    NDArray mix(ParameterStore store, NDArray sequence, NDArray visible, boolean training) {
        Shape shape = sequence.getShape(); // b n g x
        NDArray tokens = visible == null ? ones(sequence) : visible;
        if (kind == LengthProjection.LEARNED) {
            NDArray kept =
                    visible == null
                            ? sequence
                            : sequence.mul(visible.reshape(-1, shape.get(1), 1, 1));
            return matrix(store, shape.get(1), sequence, training)
                    .matMul(kept.transpose(0, 2, 1, 3)) // (g k n) (b g n x) -> b g k x
                    .transpose(0, 2, 1, 3);
        }
        NDArray segments = segments(tokens.reshape(shape.get(0), shape.get(1), 1)); // b j s 1
        NDArray weights = segments.transpose(0, 1, 3, 2); // b j 1 s
        if (kind == LengthProjection.MEAN_POOLING) {
            weights = weights.div(Scalars.maximum(segments.sum(new int[] {2}, true), 1));
        } else {
            Shape taps = new Shape(1, 1, groups, stride());
            weights = weights.mul(weights(store, sequence, training, taps)); // b j g s
        }
        Shape parts = segments.getShape();
        return weights.expandDims(3) // b j g 1 s
                .matMul(
                        segments(sequence.reshape(shape.get(0), shape.get(1), -1))
                                .reshape(parts.get(0), parts.get(1), stride(), groups, -1)
                                .transpose(0, 1, 3, 2, 4)) // b j g s x
                .reshape(parts.get(0), parts.get(1), groups, -1);
    }

    /**
     * Tells which slots hold a token.
     *
     * @param store the parameters
     * @param sequence (b, n, ...), for type and device
     * @param visible (b, n), or null if every position is a token
     * @param training true in training
     * @return 1 or 0, (b, k), or fewer slots as {@link #mix}
     */
    NDArray occupied(ParameterStore store, NDArray sequence, NDArray visible, boolean training) {
        NDArray tokens = visible == null ? ones(sequence) : visible;
        NDArray sums =
                kind == LengthProjection.LEARNED
                        ? tokens.matMul(
                                matrix(store, sequence.getShape().get(1), sequence, training)
                                        .stopGradient()
                                        .abs()
                                        .sum(new int[] {0})
                                        .transpose()) // (b n) (n k) -> b k
                        : segments(tokens.expandDims(2)).sum(new int[] {2, 3}); // b j
        return sums.gt(0).toType(sequence.getDataType(), false);
    }

    /** The columns for a sequence of this length: (g, k, n). */
    private NDArray matrix(ParameterStore store, long length, NDArray like, boolean training) {
        NDArray all = weights(store, like, training, new Shape(groups, rank, maxLength));
        return all.get(new NDIndex(":, :, :{}", length));
    }

    /** A view of the weights on the manager of the computation, which frees what is made of it. */
    private NDArray weights(ParameterStore store, NDArray like, boolean training, Shape shape) {
        NDArray view = store.getValue(weight, like.getDevice(), training).reshape(shape);
        view.attach(like.getManager());
        return view;
    }

    /** (b, n, x) to (b, j, s, x), j being ceil(n / s) and what is added being zero. */
    private NDArray segments(NDArray array) {
        Shape shape = array.getShape();
        int stride = stride();
        long slots = (shape.get(1) + stride - 1) / stride;
        return Pieces.padded(array, slots * stride)
                .reshape(shape.get(0), slots, stride, shape.get(2));
    }

    private static NDArray ones(NDArray sequence) {
        Shape shape = sequence.getShape().slice(0, 2);
        DataType type = sequence.getDataType();
        return sequence.getManager().ones(shape, type);
    }
}
