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
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.efficienttransformers.attention.lsh.ChunkedAttention;
import org.efficienttransformers.attention.lsh.PastText;

/**
 * The first half of a Reformer's layer: attention behind a LayerNorm, and its output projection.
 *
 * <p>Inputs: hidden states, (b, n, e), and the attention mask, (b, n), if there is one. Output: (b,
 * n, e), to be added to the other stream.
 */
public final class ReformerAttention extends AbstractBlock {

    private static final byte VERSION = 1;

    private final float dropout;
    private final Block norm;
    private final ChunkedAttention attention;
    private final Block output;

    ReformerAttention(ReformerConfig config, ChunkedAttention attention) {
        super(VERSION);
        dropout = config.hiddenDropoutProb();
        norm = addChildBlock("layer_norm", Layers.norm(config.layerNormEps()));
        this.attention = addChildBlock("self_attention", attention);
        output =
                addChildBlock(
                        "output.dense",
                        Linear.builder().setUnits(config.hiddenSize()).optBias(false).build());
    }

    /** {@inheritDoc} */
    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDArray visible = inputs.size() > 1 ? inputs.get(1) : null;
        NDList outputs = attend(null, store, inputs.get(0), visible, training);
        outputs.subNDList(1).close();
        return new NDList(outputs.head());
    }

    /**
     * Attends, in the order of an earlier call if wanted.
     *
     * @param order as {@link ChunkedAttention#attend} takes and returns it
     * @return (b, n, e), and the order if there is one, on the manager of the hidden states
     */
    NDList attend(
            NDArray order,
            ParameterStore store,
            NDArray hidden,
            NDArray visible,
            boolean training) {
        try (NDManager scope = hidden.getManager().newSubManager()) {
            hidden.tempAttach(scope);
            NDArray normed = Layers.call(norm, store, hidden, training);
            NDList context = attention.attend(order, store, normed, visible, training);
            NDArray projected = Layers.call(output, store, context.head(), training);
            NDList outputs = new NDList(Layers.dropout(projected, dropout, training));
            return scope.ret(outputs.addAll(context.subNDList(1)));
        }
    }

    /** Starts to read texts one position at a time. */
    PastText newPast(NDManager manager, long multiple) {
        return attention.newPast(manager, multiple);
    }

    /**
     * Reads the beginning of texts.
     *
     * @return as {@link ChunkedAttention#attendFirst}, projected: (b, n, e)
     */
    NDArray attendFirst(
            ParameterStore store, NDArray hidden, NDArray visible, int tokens, PastText past) {
        try (NDManager scope = hidden.getManager().newSubManager()) {
            hidden.tempAttach(scope);
            NDArray normed = Layers.call(norm, store, hidden, false);
            NDArray context = attention.attendFirst(store, normed, visible, tokens, past);
            return scope.ret(Layers.call(output, store, context, false));
        }
    }

    /**
     * Reads the next position.
     *
     * @return as {@link ChunkedAttention#attendNext}, projected: (b, 1, e)
     */
    NDArray attendNext(ParameterStore store, NDArray hidden, PastText past) {
        try (NDManager scope = hidden.getManager().newSubManager()) {
            hidden.tempAttach(scope);
            NDArray normed = Layers.call(norm, store, hidden, false);
            NDArray context = attention.attendNext(store, normed, past);
            return scope.ret(Layers.call(output, store, context, false));
        }
    }

    /** {@inheritDoc} */
    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        Shape[] hidden = {inputShapes[0]};
        norm.initialize(manager, dataType, hidden);
        attention.initialize(manager, dataType, hidden);
        output.initialize(manager, dataType, attention.getOutputShapes(hidden));
    }

    /** {@inheritDoc} */
    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {inputShapes[0]};
    }
}
