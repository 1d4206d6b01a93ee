/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.efficienttransformers.kernel.HostData;
import org.efficienttransformers.training.CrossEntropyLoss;

/** Puts the labels of tokens together. */
final class Labelling {

    private Labelling() {}

    /**
     * Pads labels; those of padding are ignored.
     *
     * @param manager owns the array
     * @param labels the labels of each sequence
     * @param shape the shape of the tokens, (b, n)
     * @return (b, n), INT64
     */
    static NDArray pad(NDManager manager, List<long[]> labels, Shape shape) {
        int length = Math.toIntExact(shape.get(1));
        long[] all = new long[labels.size() * length];
        Arrays.fill(all, CrossEntropyLoss.IGNORED);
        for (int i = 0; i < labels.size(); i++) {
            System.arraycopy(labels.get(i), 0, all, i * length, labels.get(i).length);
        }
        return HostData.create(manager, all, shape);
    }
}
