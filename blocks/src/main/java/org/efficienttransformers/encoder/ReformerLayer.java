/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.efficienttransformers.attention.ChunkedAttention;
import org.efficienttransformers.kernel.Pieces;

/**
 * A layer of a Reformer, over two streams x1 and x2: y1 = x1 + f(x2), y2 = x2 + g(y1), where f is
 * attention and g a feed-forward layer, both behind a LayerNorm.
 *
 * <p>The inputs follow from the outputs, x2 = y2 - g(y1) and x1 = y1 - f(x2), so that they need not
 * be kept for the backward pass: see {@link ReversibleStack}.
 *
 * <p>Inputs: x1 and x2, (b, n, e) each, and the attention mask, (b, n), if there is one. Outputs:
 * y1 and y2.
 */
final class ReformerLayer extends AbstractBlock {

    private static final byte VERSION = 1;

    private final ReformerConfig config;
    private final Block attentionNorm;
    private final ChunkedAttention attention;
    private final Block attentionOutput;
    private final Block feedForwardNorm;
    private final Block intermediate;
    private final Block output;

    ReformerLayer(ReformerConfig config, ChunkedAttention attention) {
        super(VERSION);
        this.config = config;
        this.attention = attention;
        attentionNorm = addChildBlock("attention.layer_norm", norm());
        addChildBlock("attention.self_attention", attention);
        attentionOutput =
                addChildBlock(
                        "attention.output.dense",
                        Linear.builder().setUnits(config.hiddenSize()).optBias(false).build());
        feedForwardNorm = addChildBlock("feed_forward.layer_norm", norm());
        intermediate =
                addChildBlock("feed_forward.dense.dense", Layers.linear(config.feedForwardSize()));
        output = addChildBlock("feed_forward.output.dense", Layers.linear(config.hiddenSize()));
    }

    private Block norm() {
        return Layers.norm(config.layerNormEps());
    }

    /** {@inheritDoc} */
    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDArray visible = inputs.size() > 2 ? inputs.get(2) : null;
        NDArray y1 = inputs.get(0).add(attend(store, inputs.get(1), visible, training));
        NDArray y2 = inputs.get(1).add(feedForward(store, y1, training));
        return new NDList(y1, y2);
    }

    /**
     * Computes f.
     *
     * @param hidden x2, (b, n, e)
     * @param visible the attention mask, (b, n), or null
     * @return (b, n, e), on the manager of the hidden states
     */
    NDArray attend(ParameterStore store, NDArray hidden, NDArray visible, boolean training) {
        try (NDManager scope = hidden.getManager().newSubManager()) {
            hidden.tempAttach(scope);
            NDList inputs = new NDList(Layers.call(attentionNorm, store, hidden, training));
            if (visible != null) {
                visible.tempAttach(scope);
                inputs.add(visible);
            }
            NDArray context = attention.forward(store, inputs, training).singletonOrThrow();
            NDArray projected = Layers.call(attentionOutput, store, context, training);
            return scope.ret(Layers.dropout(projected, config.hiddenDropoutProb(), training));
        }
    }

    /**
     * Computes g, some positions at a time if the configuration says so.
     *
     * @param hidden y1, (b, n, e)
     * @return (b, n, e), on the manager of the hidden states
     */
    NDArray feedForward(ParameterStore store, NDArray hidden, boolean training) {
        long length = hidden.getShape().get(1);
        int size = config.chunkSizeFeedForward();
        if (size == 0 || size >= length) {
            return feedForwardAll(store, hidden, training);
        }
        NDList pieces = new NDList();
        for (long start = 0; start < length; start += size) {
            NDIndex part = new NDIndex(":, {}:{}", start, Math.min(start + size, length));
            pieces.add(feedForwardAll(store, hidden.get(part), training));
        }
        return Pieces.join(pieces, 1);
    }

    private NDArray feedForwardAll(ParameterStore store, NDArray hidden, boolean training) {
        float rate = config.hiddenDropoutProb();
        try (NDManager scope = hidden.getManager().newSubManager()) {
            hidden.tempAttach(scope);
            NDArray normed = Layers.call(feedForwardNorm, store, hidden, training);
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
        Shape[] hidden = {inputShapes[0]};
        attentionNorm.initialize(manager, dataType, hidden);
        attention.initialize(manager, dataType, hidden);
        attentionOutput.initialize(manager, dataType, attention.getOutputShapes(hidden));
        feedForwardNorm.initialize(manager, dataType, hidden);
        intermediate.initialize(manager, dataType, hidden);
        output.initialize(manager, dataType, intermediate.getOutputShapes(hidden));
    }

    /** {@inheritDoc} */
    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {inputShapes[0], inputShapes[1]};
    }
}
