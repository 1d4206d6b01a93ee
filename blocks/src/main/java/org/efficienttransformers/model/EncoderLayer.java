/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import ai.djl.Device;
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
import java.util.List;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.randomfeature.KeySums;
import org.efficienttransformers.attention.randomfeature.RandomFeatureAttention;
import org.efficienttransformers.autograd.RandomReplay;

/**
 * A layer of a BERT-like encoder, which normalises behind each residual sum (post-norm).
 *
 * <p>Inputs: those of {@link SelfAttention}. Output: hidden states, (b, n, e).
 */
public final class EncoderLayer extends AbstractBlock implements StackedLayer {

    private static final byte VERSION = 1;

    private final EncoderConfig config;
    private final SelfAttention attention;
    private final Block attentionOutput;
    private final Block attentionNorm;
    private final Block intermediate;
    private final Block output;
    private final Block outputNorm;
    private final PostAttention postAttention;

    EncoderLayer(EncoderConfig config, SelfAttention attention) {
        super(VERSION);
        this.config = config;
        this.attention = addChildBlock("attention.self", attention);
        attentionOutput =
                addChildBlock("attention.output.dense", Layers.linear(config.hiddenSize()));
        attentionNorm = addChildBlock("attention.output.LayerNorm", Layers.norm(config));
        intermediate =
                addChildBlock("intermediate.dense", Layers.linear(config.intermediateSize()));
        output = addChildBlock("output.dense", Layers.linear(config.hiddenSize()));
        outputNorm = addChildBlock("output.LayerNorm", Layers.norm(config));
        postAttention =
                new PostAttention(
                        config,
                        attention.kernels(),
                        attentionOutput,
                        attentionNorm,
                        intermediate,
                        output,
                        outputNorm);
    }

    /** {@inheritDoc} */
    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        return new NDList(training ? train(store, inputs) : infer(store, inputs, false));
    }

    /** In inference, the hidden states of the first token alone, (b, 1, e). */
    NDArray first(ParameterStore store, NDList inputs) {
        return infer(store, inputs, true);
    }

    private NDArray infer(ParameterStore store, NDList inputs, boolean firstOnly) {
        NDArray hidden = inputs.head(); // b n e
        try (NDManager scope = scope(hidden.getManager(), inputs)) {
            NDArray context = attention.forward(store, inputs, false).singletonOrThrow();
            NDArray residual = hidden;
            if (firstOnly) {
                NDIndex first = new NDIndex(":, :1");
                context = context.get(first);
                residual = hidden.get(first);
            }
            return scope.ret(postAttention.infer(store, context, residual));
        }
    }

    private NDArray train(ParameterStore store, NDList inputs) {
        NDArray hidden = inputs.head(); // b n e
        try (NDManager scope = scope(hidden.getManager(), inputs)) {
            RandomReplay random = random(scope);
            NDArray context = attend(store, inputs, random);
            return scope.ret(postAttention.train(store, context, hidden, random));
        }
    }

    private NDArray attend(ParameterStore store, NDList inputs, RandomReplay random) {
        random.start(0);
        return attention.forward(store, inputs, true).singletonOrThrow();
    }

    /** What the two parts of the layer draw from, each its own numbers. */
    private RandomReplay random(NDManager manager) {
        return config.hiddenDropoutProb() > 0 || attention.dropoutRate() > 0
                ? RandomReplay.draw(manager.getEngine())
                : RandomReplay.NONE;
    }

    /** A manager that owns what is made of the inputs. */
    private static NDManager scope(NDManager parent, NDList inputs) {
        NDManager scope = parent.newSubManager();
        for (NDArray input : inputs) {
            input.tempAttach(scope);
        }
        return scope;
    }

    /** {@inheritDoc} */
    @Override
    public boolean isCheapToRecompute() {
        return attention.isCheapToRecompute();
    }

    /** {@inheritDoc} */
    @Override
    public List<NDArray> parameters(ParameterStore store, Device device) {
        return getParameters().values().stream()
                .map(parameter -> store.getValue(parameter, device, true))
                .toList();
    }

    /** {@inheritDoc} */
    @Override
    public NDArray pullback(ParameterStore store, NDList inputs, NDArray gradient) {
        NDArray hidden = inputs.head();
        if (!postAttention.hasOwnGradients(hidden)) {
            return StackedLayer.super.pullback(store, inputs, gradient);
        }
        try (NDManager scope = scope(gradient.getManager(), inputs)) {
            RandomReplay random = random(scope);
            NDArray context = attend(store, inputs, random);
            random.start(1);
            return scope.ret(postAttention.pullback(store, new NDList(context, hidden), gradient));
        }
    }

    /** The mechanism of this layer. */
    SelfAttention attention() {
        return attention;
    }

    /** Reads on with Performer's attention, whose past is added to: (b, n, e) to (b, n, e). */
    NDArray readNext(ParameterStore store, NDArray hidden, KeySums past) {
        NDArray context = ((RandomFeatureAttention) attention).attendNext(store, hidden, past);
        return postAttention.infer(store, context, hidden);
    }

    /** {@inheritDoc} */
    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        Shape hidden = inputShapes[0];
        attention.initialize(manager, dataType, inputShapes);
        attentionOutput.initialize(manager, dataType, hidden);
        attentionNorm.initialize(manager, dataType, hidden);
        intermediate.initialize(manager, dataType, hidden);
        output.initialize(manager, dataType, intermediate.getOutputShapes(new Shape[] {hidden}));
        outputNorm.initialize(manager, dataType, hidden);
    }

    /** {@inheritDoc} */
    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {inputShapes[0]};
    }
}
