/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.nystrom;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Masks;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.kernel.script.TorchScript;

/**
 * Attention through landmarks: softmax(Q K~^T) A^+ softmax(Q~ K^T) V with A = softmax(Q~ K~^T).
 *
 * <p>The pseudo-inverse is six steps of the iteration in the paper, from Z = A^T / (the greatest
 * sum of a column of A), the rows of A summing to 1:
 *
 * <pre>
 *   Z := Z (13 I - A Z (15 I - A Z (7 I - A Z))) / 4
 * </pre>
 *
 * <p>The portable form holds the scores of landmarks and positions, n * m for each head; the fused
 * one never does.
 */
final class NystromKernel {

    /** How many steps the inverse takes. */
    static final int STEPS = 6;

    private NystromKernel() {}

    /**
     * Computes the attention.
     *
     * @param mode the form
     * @param query (b, n, h, d)
     * @param key (b, n, h, d)
     * @param value (b, n, h, d)
     * @param landmarks the segments
     * @param visible the attention mask, (b, n); null if all are tokens
     * @param each true if each matrix has a first guess of its own; false for one of the whole
     *     batch, as in transformers
     * @param dropout the rate at which the weights of positions are dropped, 0 outside of training
     * @return (b, n, h * d)
     */
    static NDArray attend(
            KernelMode mode,
            NDArray query,
            NDArray key,
            NDArray value,
            Landmarks landmarks,
            NDArray visible,
            boolean each,
            float dropout) {
        NDArray queryMeans = landmarks.of(query); // b m h d
        NDArray keyMeans = landmarks.of(key);
        Shape shape = query.getShape();
        NDArray occupied =
                landmarks.occupied() == null
                        ? query.getManager().ones(new Shape(1, 1), query.getDataType())
                        : landmarks.occupied(); // b m
        if (mode.isFused(query)) {
            NDArray bias =
                    visible == null
                            ? query.getManager().zeros(new Shape(1, 1), query.getDataType())
                            : Masks.additive(visible);
            return TorchScript.call(
                    "attention/nystrom/nystrom.py",
                    Map.of(
                            "SCALE",
                            1 / Math.sqrt((double) shape.get(3)),
                            "HIDDEN",
                            Masks.hidden(query.getDataType()),
                            "STEPS",
                            STEPS,
                            "EACH",
                            each ? "True" : "False",
                            "MASKED",
                            visible == null ? "False" : "True",
                            "SPARSE",
                            landmarks.occupied() == null ? "False" : "True",
                            "DROPOUT",
                            dropout),
                    query,
                    key,
                    value,
                    queryMeans,
                    keyMeans,
                    occupied,
                    bias);
        }
        NDArray q = scaled(query); // b h n d
        NDArray k = scaled(key);
        NDArray v = value.transpose(0, 2, 1, 3);
        NDArray far = scaled(queryMeans); // b h m d
        NDArray near = scaled(keyMeans);
        NDArray empty = Masks.additive(occupied).expandDims(1).expandDims(1); // b 1 1 m
        NDArray toLandmarks = scores(q, near).add(empty).softmax(-1); // b h n m
        NDArray between =
                scores(far, near)
                        .add(empty)
                        .softmax(-1)
                        .mul(occupied.expandDims(1).expandDims(3)); // b h m m
        NDArray toPositions = scores(far, k); // b h m n
        if (visible != null) {
            toPositions = toPositions.add(Masks.additive(visible).expandDims(1).expandDims(1));
        }
        NDArray summaries = Masks.drop(toPositions.softmax(-1), dropout).matMul(v); // b h m d
        return toLandmarks
                .matMul(inverse(between, each).matMul(summaries))
                .transpose(0, 2, 1, 3)
                .reshape(shape.get(0), shape.get(1), -1);
    }

    /** Each side gets the root of 1 / sqrt(d): (b, x, h, d) to (b, h, x, d). */
    private static NDArray scaled(NDArray array) {
        NDArray byHeads = array.transpose(0, 2, 1, 3);
        return Scalars.mul(byHeads, Math.pow((double) array.getShape().get(3), -0.25));
    }

    private static NDArray scores(NDArray query, NDArray key) {
        return query.matMul(key.swapAxes(2, 3));
    }

    /** The pseudo-inverse of each matrix, (b, h, m, m). */
    static NDArray inverse(NDArray matrix, boolean each) {
        NDArray columns = matrix.sum(new int[] {2}, true); // b h 1 m
        NDArray greatest = each ? columns.max(new int[] {3}, true) : columns.max();
        NDArray guess = matrix.swapAxes(2, 3).div(greatest);
        NDArray unit =
                matrix.getManager()
                        .eye(Math.toIntExact(matrix.getShape().get(2)))
                        .toType(matrix.getDataType(), false);
        for (int i = 0; i < STEPS; i++) {
            NDArray product = matrix.matMul(guess);
            NDArray inner = product.matMul(Scalars.mul(unit, 7).sub(product));
            inner = product.matMul(Scalars.mul(unit, 15).sub(inner));
            guess = Scalars.mul(guess, 0.25).matMul(Scalars.mul(unit, 13).sub(inner));
        }
        return guess;
    }
}
