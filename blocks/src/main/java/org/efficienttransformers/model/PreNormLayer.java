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
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.randomfeature.KeySums;
import org.efficienttransformers.attention.randomfeature.RandomFeatureAttention;

/**
 * A layer that normalises in front of attention and feed-forward layer (pre-norm), so that the
 * residual stream runs through untouched.
 *
 * <p>Inputs: those of {@link SelfAttention}. Output: hidden states, (b, n, e).
 */
public final class PreNormLayer extends AbstractBlock implements StackedLayer {

    private static final byte VERSION = 1;
    private static final float EPSILON = 1e-5f;

    private final PreNormConfig config;
    private final Block attentionNorm;
    private final SelfAttention attention;
    private final Block attentionOutput;
    private final Block feedForwardNorm;
    private final Block intermediate;
    private final Block output;

    PreNormLayer(PreNormConfig config, SelfAttention attention) {
        super(VERSION);
        this.config = config;
        attentionNorm = addChildBlock("attention_norm", norm());
        this.attention = addChildBlock("attention", attention);
        attentionOutput =
                addChildBlock(
                        "attention_output",
                        Linear.builder()
                                .setUnits(config.hiddenSize())
                                .optBias(config.attentionOutputBias())
                                .build());
        feedForwardNorm = addChildBlock("feed_forward_norm", norm());
        intermediate = addChildBlock("intermediate", Layers.linear(config.intermediateSize()));
        output = addChildBlock("output", Layers.linear(config.hiddenSize()));
    }

    /** A LayerNorm as these layers and the one above them have. */
    static Block norm() {
        return Layers.norm(EPSILON);
    }

    /** {@inheritDoc} */
    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDArray hidden = inputs.get(0); // b n e
        try (NDManager scope = hidden.getManager().newSubManager()) {
            for (NDArray input : inputs) {
                input.tempAttach(scope);
            }
            NDArray normed = Layers.call(attentionNorm, store, hidden, training);
            NDArray context =
                    attention
                            .forward(
                                    store, new NDList(normed).addAll(inputs.subNDList(1)), training)
                            .singletonOrThrow(); // b n h*d
            return new NDList(scope.<NDArray>ret(feedForward(store, hidden, context, training)));
        }
    }

    /** {@inheritDoc} */
    @Override
    public boolean isCheapToRecompute() {
        return attention.isCheapToRecompute();
    }

    /** The mechanism of this layer. */
    SelfAttention attention() {
        return attention;
    }

    /** Reads on with Performer's attention, whose past is added to: (b, n, e) to (b, n, e). */
    NDArray readNext(ParameterStore store, NDArray hidden, KeySums past) {
        NDArray normed = Layers.call(attentionNorm, store, hidden, false);
        NDArray context = ((RandomFeatureAttention) attention).attendNext(store, normed, past);
        return feedForward(store, hidden, context, false);
    }

    /** Goes on from the context that the attention gives. */
    private NDArray feedForward(
            ParameterStore store, NDArray hidden, NDArray context, boolean training) {
        NDArray attended = hidden.add(Layers.call(attentionOutput, store, context, training));
        NDArray normed = Layers.call(feedForwardNorm, store, attended, training);
        NDArray inner =
                Activation.GELU.apply(Layers.call(intermediate, store, normed, training)); // b n i
        NDArray dropped = Layers.dropout(inner, config.hiddenDropoutProb(), training);
        return attended.add(Layers.call(output, store, dropped, training));
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
        return new Shape[] {inputShapes[0]};
    }
}
