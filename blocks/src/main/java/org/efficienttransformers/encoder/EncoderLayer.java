/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.encoder;

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
import org.efficienttransformers.attention.KernelAttention;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.kernel.EncoderLayerKernel;
import org.efficienttransformers.kernel.KeySums;

/**
 * A layer of a BERT-like encoder, which normalises behind each residual sum (post-norm).
 *
 * <p>Inputs: those of {@link SelfAttention}. Output: hidden states, (b, n, e).
 */
final class EncoderLayer extends AbstractBlock {

    private static final byte VERSION = 1;

    private final EncoderConfig config;
    private final SelfAttention attention;
    private final Block attentionOutput;
    private final Block attentionNorm;
    private final Block intermediate;
    private final Block output;
    private final Block outputNorm;

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
    }

    /** {@inheritDoc} */
    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        return new NDList(layer(store, inputs, false, training));
    }

    /** In inference, the hidden states of the first token alone, (b, 1, e). */
    NDArray first(ParameterStore store, NDList inputs) {
        return layer(store, inputs, true, false);
    }

    private NDArray layer(
            ParameterStore store, NDList inputs, boolean firstOnly, boolean training) {
        NDArray hidden = inputs.get(0); // b n e
        try (NDManager scope = hidden.getManager().newSubManager()) {
            for (NDArray input : inputs) {
                input.tempAttach(scope);
            }
            if (training && attention.isCheapToRecompute()) {
                return scope.ret(recomputed(store, inputs));
            }
            NDArray context = attention.forward(store, inputs, training).singletonOrThrow();
            NDArray residual = hidden;
            if (firstOnly) {
                NDIndex first = new NDIndex(":, :1");
                context = context.get(first);
                residual = hidden.get(first);
            }
            return scope.ret(feedForward(store, residual, context, training));
        }
    }

    /**
     * In training, with a collector that can, keeps nothing of what lies between the hidden states
     * and the norm behind the attention. Dropout draws the same numbers with any collector.
     */
    private NDArray recomputed(ParameterStore store, NDList inputs) {
        NDArray hidden = inputs.head();
        RandomReplay random =
                dropsElements()
                        ? RandomReplay.draw(hidden.getManager().getEngine())
                        : RandomReplay.NONE;
        ReversibleGradients gradients =
                attention.isRecorded(store, hidden, true)
                        ? ReversibleGradients.recomputing()
                        : null;
        NDArray attended;
        if (gradients == null) {
            random.start(0);
            attended = attended(store, inputs);
        } else {
            attended =
                    CheckpointedLayer.forward(gradients, this::attended, store, inputs, random, 0);
        }
        random.start(1);
        return fed(store, attended, true);
    }

    private boolean dropsElements() {
        return config.hiddenDropoutProb() > 0 || attention.dropoutRate() > 0;
    }

    /** In training, the hidden states behind the attention and its norm. */
    private NDArray attended(ParameterStore store, NDList inputs) {
        NDArray context = attention.forward(store, inputs, true).singletonOrThrow();
        return add(store, attentionOutput, attentionNorm, context, inputs.head(), true);
    }

    /** The mechanism of this layer. */
    SelfAttention attention() {
        return attention;
    }

    /** Reads on with Performer's attention, whose past is added to: (b, n, e) to (b, n, e). */
    NDArray readNext(ParameterStore store, NDArray hidden, KeySums past) {
        NDArray context = ((KernelAttention) attention).attendNext(store, hidden, past);
        return feedForward(store, hidden, context, false);
    }

    /** Goes on from the context that the attention gives. */
    private NDArray feedForward(
            ParameterStore store, NDArray hidden, NDArray context, boolean training) {
        if (!training && EncoderLayerKernel.isUsable(attention.kernels(), context)) {
            Device device = hidden.getDevice();
            return EncoderLayerKernel.apply(
                    context,
                    hidden,
                    new EncoderLayerKernel.Parameters(
                            Layers.parameter(attentionOutput, "weight", store, device),
                            Layers.parameter(attentionOutput, "bias", store, device),
                            Layers.parameter(attentionNorm, "gamma", store, device),
                            Layers.parameter(attentionNorm, "beta", store, device),
                            Layers.parameter(intermediate, "weight", store, device),
                            Layers.parameter(intermediate, "bias", store, device),
                            Layers.parameter(output, "weight", store, device),
                            Layers.parameter(output, "bias", store, device),
                            Layers.parameter(outputNorm, "gamma", store, device),
                            Layers.parameter(outputNorm, "beta", store, device)),
                    config.hiddenAct().script(),
                    config.layerNormEps());
        }
        NDArray attended = add(store, attentionOutput, attentionNorm, context, hidden, training);
        return fed(store, attended, training);
    }

    private NDArray fed(ParameterStore store, NDArray attended, boolean training) {
        NDArray inner =
                config.hiddenAct()
                        .apply(
                                Layers.linear(
                                        attention.kernels(),
                                        intermediate,
                                        store,
                                        attended,
                                        training)); // b n i
        return add(store, output, outputNorm, inner, attended, training);
    }

    /** norm(residual + dropout(dense(input))). */
    private NDArray add(
            ParameterStore store,
            Block dense,
            Block norm,
            NDArray input,
            NDArray residual,
            boolean training) {
        NDArray projected = Layers.linear(attention.kernels(), dense, store, input, training);
        NDArray sum =
                Layers.dropout(projected, config.hiddenDropoutProb(), training).addi(residual);
        return Layers.call(norm, store, sum, training);
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
