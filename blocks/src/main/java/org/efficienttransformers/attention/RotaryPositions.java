/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/**
 * Rotary position embeddings (RoFormer, <a href="https://arxiv.org/abs/2104.09864">paper</a>):
 * pairs of neighbouring channels of queries and keys are turned by an angle in proportion to their
 * position, so that a product of the two knows their distance.
 */
public final class RotaryPositions {

    private static final double BASE = 10_000;

    private RotaryPositions() {}

    /**
     * Turns queries or keys.
     *
     * @param x (b, n, h, d), d even
     * @param start the position of the first
     * @return the same shape
     */
    public static NDArray turn(NDArray x, long start) {
        Shape shape = x.getShape();
        long length = shape.get(1);
        int pairs = Math.toIntExact(shape.get(3) / 2);
        NDManager manager = x.getManager();
        float[] frequencies = new float[pairs];
        for (int i = 0; i < pairs; i++) {
            frequencies[i] = (float) Math.pow(BASE, -(double) i / pairs);
        }
        NDArray angles =
                manager.arange((float) start, (float) (start + length), 1f)
                        .reshape(length, 1, 1)
                        .mul(manager.create(frequencies)); // n 1 d/2
        NDArray cosine = angles.cos().toType(x.getDataType(), false);
        NDArray sine = angles.sin().toType(x.getDataType(), false);
        NDArray paired = x.reshape(shape.get(0), length, shape.get(2), pairs, 2);
        NDArray first = paired.get(new NDIndex("..., 0")); // b n h d/2
        NDArray second = paired.get(new NDIndex("..., 1"));
        NDList turned =
                new NDList(
                        first.mul(cosine).sub(second.mul(sine)),
                        second.mul(cosine).add(first.mul(sine)));
        return NDArrays.stack(turned, 4).reshape(shape);
    }
}
