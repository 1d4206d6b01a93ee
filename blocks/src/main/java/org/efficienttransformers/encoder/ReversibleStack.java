/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.efficienttransformers.attention.ChunkedAttention;

/**
 * The layers of a Reformer and the LayerNorm above them.
 *
 * <p>Inputs: embeddings, (b, n, e), which both streams start from, and the attention mask, (b, n),
 * if there is one. Outputs: both streams side by side, (b, n, 2e), and if asked for, the second
 * stream below, between and above the layers, each (b, n, e).
 */
final class ReversibleStack extends AbstractBlock {

    private static final byte VERSION = 1;

    private final ReformerConfig config;
    private final boolean outputHiddenStates;
    private final List<ReformerLayer> layers = new ArrayList<>();
    private final Block norm;

    ReversibleStack(
            ReformerConfig config,
            IntFunction<ChunkedAttention> attention,
            boolean outputHiddenStates) {
        super(VERSION);
        this.config = config;
        this.outputHiddenStates = outputHiddenStates;
        for (int i = 0; i < config.attnLayers().size(); i++) {
            layers.add(addChildBlock("layers." + i, new ReformerLayer(config, attention.apply(i))));
        }
        norm = addChildBlock("layer_norm", Layers.norm(config.layerNormEps()));
    }

    /** {@inheritDoc} */
    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDArray embedded = inputs.get(0);
        NDList mask = inputs.subNDList(1);
        NDList states = new NDList(embedded);
        NDArray first = embedded;
        NDArray second = embedded;
        for (ReformerLayer layer : layers) {
            NDList next = layer.forward(store, new NDList(first, second).addAll(mask), training);
            if (first != embedded) {
                first.close();
            }
            if (second != embedded && !outputHiddenStates) {
                second.close();
            }
            first = next.get(0);
            second = next.get(1);
            states.add(second);
        }
        NDArray streams = first.concat(second, 2); // b n 2e
        NDArray normed = Layers.call(norm, store, streams, training);
        NDList outputs = new NDList(Layers.dropout(normed, config.hiddenDropoutProb(), training));
        return outputHiddenStates ? outputs.addAll(states) : outputs;
    }

    /** {@inheritDoc} */
    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        for (ReformerLayer layer : layers) {
            layer.initialize(manager, dataType, inputShapes[0], inputShapes[0]);
        }
        norm.initialize(manager, dataType, getOutputShapes(inputShapes));
    }

    /** {@inheritDoc} */
    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape shape = inputShapes[0];
        return new Shape[] {new Shape(shape.get(0), shape.get(1), 2 * shape.get(2))};
    }
}
