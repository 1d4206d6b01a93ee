/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.efficienttransformers.kernel.HostData;
import org.efficienttransformers.training.loss.CrossEntropyLoss;

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

    /**
     * Keeps the labels that aren't ignored, and tells a language model to compute no other logits.
     *
     * @param manager owns the arrays
     * @param labels the labels of each sequence
     * @return the positions of those kept, named {@code logits_to_keep}, and their labels: (b, m),
     *     INT64, where m is that of the sequence with most, but at least 1; those with fewer are
     *     filled up by their first position, ignored
     */
    static NDList keep(NDManager manager, List<long[]> labels) {
        List<int[]> kept = labels.stream().map(Labelling::counting).toList();
        int most = Math.max(1, kept.stream().mapToInt(own -> own.length).max().orElseThrow());
        long[] positions = new long[labels.size() * most];
        long[] all = new long[positions.length];
        Arrays.fill(all, CrossEntropyLoss.IGNORED);
        for (int i = 0; i < kept.size(); i++) {
            int[] own = kept.get(i);
            for (int j = 0; j < own.length; j++) {
                positions[i * most + j] = own[j];
                all[i * most + j] = labels.get(i)[own[j]];
            }
        }
        Shape shape = new Shape(labels.size(), most); // b m
        NDArray toKeep = HostData.create(manager, positions, shape);
        toKeep.setName("logits_to_keep");
        return new NDList(toKeep, HostData.create(manager, all, shape));
    }

    private static int[] counting(long... labels) {
        return IntStream.range(0, labels.length)
                .filter(i -> labels[i] != CrossEntropyLoss.IGNORED)
                .toArray();
    }
}
