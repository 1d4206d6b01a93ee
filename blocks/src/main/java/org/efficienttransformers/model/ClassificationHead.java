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

/** Classifies the first token by two linear layers, as RoBERTa does: (b, e) to (b, labels). */
public final class ClassificationHead extends AbstractBlock {

    private static final byte VERSION = 1;

    private final float dropout;
    private final Activation activation;
    private final Block dense;
    private final Block outProj;

    ClassificationHead(EncoderConfig config, Activation activation, int labels) {
        this(config.hiddenSize(), config.classifierDropout(), activation, labels);
    }

    /** Makes a head whose inner layer is this wide. */
    ClassificationHead(int hiddenSize, float dropout, Activation activation, int labels) {
        super(VERSION);
        this.activation = activation;
        this.dropout = dropout;
        dense = addChildBlock("dense", Layers.linear(hiddenSize));
        outProj = addChildBlock("out_proj", Layers.linear(labels));
    }

    /** {@inheritDoc} */
    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDArray first = Layers.dropout(inputs.singletonOrThrow(), dropout, training);
        NDArray inner = activation.apply(Layers.call(dense, store, first, training));
        return new NDList(
                Layers.call(outProj, store, Layers.dropout(inner, dropout, training), training));
    }

    /** {@inheritDoc} */
    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        dense.initialize(manager, dataType, inputShapes);
        outProj.initialize(manager, dataType, dense.getOutputShapes(inputShapes));
    }

    /** {@inheritDoc} */
    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return outProj.getOutputShapes(dense.getOutputShapes(inputShapes));
    }
}
