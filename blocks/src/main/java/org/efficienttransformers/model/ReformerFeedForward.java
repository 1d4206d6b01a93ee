/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.efficienttransformers.kernel.Pieces;

/**
 * The second half of a Reformer's layer: two linear layers behind a LayerNorm, which may take some
 * positions at a time, so that their inner width costs little memory.
 *
 * <p>Input: hidden states, (b, n, e). Output: (b, n, e), to be added to the other stream.
 */
public final class ReformerFeedForward extends AbstractBlock {

    private static final byte VERSION = 1;

    private final ReformerConfig config;
    private final Block norm;
    private final Block intermediate;
    private final Block output;

    ReformerFeedForward(ReformerConfig config) {
        super(VERSION);
        this.config = config;
        norm = addChildBlock("layer_norm", Layers.norm(config.layerNormEps()));
        intermediate = addChildBlock("dense.dense", Layers.linear(config.feedForwardSize()));
        output = addChildBlock("output.dense", Layers.linear(config.hiddenSize()));
    }

    /** {@inheritDoc} */
    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDArray hidden = inputs.singletonOrThrow();
        long length = hidden.getShape().get(1);
        int size = config.chunkSizeFeedForward();
        if (size == 0 || size >= length) {
            return new NDList(apply(store, hidden, training));
        }
        NDList pieces = new NDList();
        for (long start = 0; start < length; start += size) {
            NDIndex part = new NDIndex(":, {}:{}", start, Math.min(start + size, length));
            try (NDArray piece = hidden.get(part)) {
                pieces.add(apply(store, piece, training));
            }
        }
        return new NDList(Pieces.join(pieces, 1));
    }

    private NDArray apply(ParameterStore store, NDArray hidden, boolean training) {
        float rate = config.hiddenDropoutProb();
        try (NDManager scope = hidden.getManager().newSubManager()) {
            hidden.tempAttach(scope);
            NDArray normed = Layers.call(norm, store, hidden, training);
            NDArray wide = Layers.call(intermediate, store, normed, training); // b n i
            wide = config.hiddenAct().apply(Layers.dropout(wide, rate, training));
            NDArray narrow = Layers.call(output, store, wide, training);
            return scope.ret(Layers.dropout(narrow, rate, training));
        }
    }

    /** {@inheritDoc} */
    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        norm.initialize(manager, dataType, inputShapes);
        intermediate.initialize(manager, dataType, inputShapes);
        output.initialize(manager, dataType, intermediate.getOutputShapes(inputShapes));
    }

    /** {@inheritDoc} */
    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return inputShapes;
    }
}
