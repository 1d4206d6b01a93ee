/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * Scores beginnings and ends of answers behind a feed-forward layer with a residual sum, as BigBird
 * does: (b, n, e) to (b, n, 2).
 */
public final class QuestionAnsweringHead extends AbstractBlock {

    private static final byte VERSION = 1;

    private final EncoderConfig config;
    private final Block intermediate;
    private final Block output;
    private final Block norm;
    private final Block answers;

    QuestionAnsweringHead(EncoderConfig config) {
        super(VERSION);
        this.config = config;
        intermediate =
                addChildBlock("intermediate.dense", Layers.linear(config.intermediateSize()));
        output = addChildBlock("output.dense", Layers.linear(config.hiddenSize()));
        norm = addChildBlock("output.LayerNorm", Layers.norm(config));
        answers = addChildBlock("qa_outputs", Layers.linear(2));
    }

    /** {@inheritDoc} */
    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDArray hidden = inputs.singletonOrThrow();
        float rate = config.hiddenDropoutProb();
        NDArray dropped = Layers.dropout(hidden, rate, training);
        NDArray inner =
                config.hiddenAct().apply(Layers.call(intermediate, store, dropped, training));
        NDArray outer = Layers.call(output, store, inner, training); // b n e
        NDArray sum = Layers.dropout(outer, rate, training).add(hidden);
        return new NDList(
                Layers.call(answers, store, Layers.call(norm, store, sum, training), training));
    }

    /** {@inheritDoc} */
    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        intermediate.initialize(manager, dataType, inputShapes);
        output.initialize(manager, dataType, intermediate.getOutputShapes(inputShapes));
        norm.initialize(manager, dataType, inputShapes);
        answers.initialize(manager, dataType, inputShapes);
    }

    /** {@inheritDoc} */
    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return answers.getOutputShapes(inputShapes);
    }
}
