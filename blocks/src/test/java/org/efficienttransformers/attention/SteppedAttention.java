/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import org.efficienttransformers.attention.full.FullKernel;
import org.efficienttransformers.settings.Require;

/**
 * The mechanism of docs/ADDING_A_MECHANISM.md: each position sees every s-th one, counted from
 * itself. Time and memory grow with n * n / s.
 *
 * <p>It is the second half of the stepped attention of the <a
 * href="https://arxiv.org/abs/1904.10509">paper</a> "Generating Long Sequences with Sparse
 * Transformers".
 *
 * <pre>
 *   stride 3
 *     x . . x . .
 *     . x . . x .
 *     . . x . . x
 *     x . . x . .
 * </pre>
 */
final class SteppedAttention extends SelfAttention {

    private final int stride;
    private final Block query;
    private final Block key;
    private final Block value;

    /** Takes what all mechanisms have, and the step from one position that is seen to the next. */
    SteppedAttention(AttentionSizes sizes, int stride) {
        super(sizes);
        this.stride = Require.atLeast("The stride", stride, 1);
        query = addProjection("query");
        key = addProjection("key");
        value = addProjection("value");
    }

    @Override
    protected NDArray attend(AttentionInputs in) {
        NDArray context =
                FullKernel.attend(
                        kernels,
                        split(project(query, in)),
                        split(project(key, in)),
                        split(project(value, in)),
                        split(in.tokens()),
                        causal,
                        rate(in)); // b*s n/s e
        Shape shape = context.getShape();
        return context.reshape(-1, stride, shape.get(1), shape.get(2)) // b s n/s e
                .swapAxes(1, 2)
                .reshape(-1, shape.get(1) * stride, shape.get(2))
                .get(":, :" + in.hidden().size(1)); // b n e
    }

    /** Lays the positions of one remainder side by side: (b, n, ...) to (b * s, n / s, ...). */
    private NDArray split(NDArray array) {
        Shape shape = array.getShape();
        long batch = shape.get(0);
        long rows = (shape.get(1) + stride - 1) / stride;
        Shape rest = shape.slice(2);
        Shape gap = new Shape(batch, rows * stride - shape.get(1)).addAll(rest);
        NDArray whole =
                gap.get(1) == 0
                        ? array
                        : array.concat(array.getManager().zeros(gap, array.getDataType()), 1);
        return whole.reshape(new Shape(batch, rows, stride).addAll(rest))
                .swapAxes(1, 2)
                .reshape(new Shape(batch * stride, rows).addAll(rest));
    }
}
