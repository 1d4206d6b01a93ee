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
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.randomfeature.KeySums;

/**
 * Embeddings and a stack of layers, with a pooler or without. The attention of each layer is an
 * argument: the same encoder carries every mechanism.
 *
 * <p>Inputs: those of {@link Embeddings}, then the masks of {@link SelfAttention}. Outputs: the
 * last hidden state, (b, n, e); if there is a pooler, the pooled first token, (b, e); and if asked
 * for, the hidden states behind the embeddings and behind each layer, each (b, n, e).
 */
public final class Encoder extends AbstractBlock {

    private static final byte VERSION = 1;

    private final Embeddings embeddings;
    private final List<EncoderLayer> layers = new ArrayList<>();
    private final Block pooler;
    private final boolean outputHiddenStates;

    /**
     * Puts an encoder together.
     *
     * @param config its sizes
     * @param family tells where its embeddings drop elements, and names its pooler
     * @param attention the mechanism of each layer, counted from 0
     * @param pooled true to add the pooler
     * @param outputHiddenStates true to give out the states between the layers
     */
    Encoder(
            EncoderConfig config,
            ModelFamily family,
            IntFunction<? extends SelfAttention> attention,
            boolean pooled,
            boolean outputHiddenStates) {
        super(VERSION);
        this.outputHiddenStates = outputHiddenStates;
        embeddings = addChildBlock("embeddings", new Embeddings(config, family));
        for (int i = 0; i < config.numHiddenLayers(); i++) {
            layers.add(
                    addChildBlock(
                            "encoder.layer." + i, new EncoderLayer(config, attention.apply(i))));
        }
        pooler = pooled ? addChildBlock(family.pooler(), Layers.linear(config.hiddenSize())) : null;
    }

    /** The table of words, which a language model's decoder shares. */
    public Parameter words() {
        return embeddings.words();
    }

    /** The mechanism of each layer. */
    public List<SelfAttention> attention() {
        return layers.stream().map(EncoderLayer::attention).toList();
    }

    /**
     * Reads on with Performer's attention in all layers.
     *
     * @param store the parameters
     * @param ids the next words, (b, n)
     * @param positions their positions, (b, n)
     * @param past what each layer has read; added to
     * @return hidden states of the new words, (b, n, e)
     */
    public NDArray readNext(
            ParameterStore store, NDArray ids, NDArray positions, List<KeySums> past) {
        NDArray none = ids.getManager().zeros(new Shape(0), DataType.INT64);
        NDArray hidden =
                embeddings
                        .forward(store, new NDList(ids, positions, none), false)
                        .singletonOrThrow();
        for (int i = 0; i < layers.size(); i++) {
            hidden = layers.get(i).readNext(store, hidden, past.get(i));
        }
        return hidden;
    }

    /** {@inheritDoc} */
    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        return read(store, inputs, false, training);
    }

    /**
     * Reads a text, for a head that may look at its first token only.
     *
     * @param store the parameters
     * @param inputs those of this block
     * @param firstOnly true to leave out of the last layer what only other tokens need; has no
     *     effect in training, or if the states between the layers are given out
     * @param training true in training
     * @return the outputs of this block; of the last hidden state the first token alone, (b, 1, e),
     *     if that is all that is wanted
     */
    NDList read(ParameterStore store, NDList inputs, boolean firstOnly, boolean training) {
        NDArray hidden =
                embeddings.forward(store, inputs.subNDList(0, 3), training).singletonOrThrow();
        NDList masks = inputs.subNDList(3);
        boolean part = firstOnly && !training && !outputHiddenStates;
        int whole = part ? layers.size() - 1 : layers.size();
        NDList states =
                LayerStack.forward(
                        layers.subList(0, whole),
                        store,
                        hidden,
                        masks,
                        training,
                        outputHiddenStates);
        hidden = states.get(states.size() - 1);
        if (part) {
            try (NDArray below = hidden) {
                hidden = layers.get(whole).first(store, new NDList(below).addAll(masks));
            }
        }
        NDList outputs = new NDList(hidden);
        if (pooler != null) {
            outputs.add(Layers.call(pooler, store, hidden.get(":, 0"), training).tanh());
        }
        return outputHiddenStates ? outputs.addAll(states) : outputs;
    }

    /** {@inheritDoc} */
    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        embeddings.initialize(manager, dataType, inputShapes);
        Shape[] hidden = embeddings.getOutputShapes(inputShapes);
        for (EncoderLayer layer : layers) {
            layer.initialize(manager, dataType, hidden);
        }
        if (pooler != null) {
            pooler.initialize(manager, dataType, new Shape(hidden[0].get(0), hidden[0].get(2)));
        }
    }

    /** {@inheritDoc} */
    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape hidden = embeddings.getOutputShapes(inputShapes)[0]; // b n e
        List<Shape> shapes = new ArrayList<>();
        shapes.add(hidden);
        if (pooler != null) {
            shapes.add(new Shape(hidden.get(0), hidden.get(2)));
        }
        if (outputHiddenStates) {
            shapes.addAll(Collections.nCopies(layers.size() + 1, hidden));
        }
        return shapes.toArray(Shape[]::new);
    }
}
