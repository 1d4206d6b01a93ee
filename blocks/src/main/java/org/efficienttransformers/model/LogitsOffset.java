/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import org.efficienttransformers.kernel.Parameters;

/** Adds a number to the score of each word: (..., vocabulary) to the same. Never trained. */
final class LogitsOffset extends AbstractBlock {

    private static final byte VERSION = 1;

    private final int vocabSize;
    private final Parameter row;

    LogitsOffset(String name, int vocabSize) {
        super(VERSION);
        this.vocabSize = vocabSize;
        row = addParameter(Parameters.fixed(name, Initializer.ZEROS));
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        if (training) {
            // Whoever unfreezes a whole model unfreezes this as well.
            row.freeze(true);
        }
        NDArray logits = inputs.singletonOrThrow();
        return new NDList(logits.add(store.getValue(row, logits.getDevice(), training)));
    }

    @Override
    protected void prepare(Shape[] inputShapes) {
        row.setShape(new Shape(1, vocabSize));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return inputShapes;
    }
}
