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
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;

/**
 * Scores every word of the vocabulary at every position: (b, n, e) to (b, n, vocabulary).
 *
 * <p>A linear layer, the activation and a LayerNorm, then a decoder whose matrix is the table of
 * word embeddings itself where they are tied.
 */
public final class LanguageModelHead extends AbstractBlock {

    private static final byte VERSION = 1;
    private static final float INITIALIZER_RANGE = 0.02f;

    private final EncoderConfig config;
    private final Block transform;
    private final Block norm;
    private final Parameter decoder;
    private final boolean tied;
    private final Parameter bias;

    /**
     * Makes the head.
     *
     * @param config the sizes of the encoder
     * @param family names the parts
     * @param words the table of word embeddings that the decoder shares, or null if it has its own
     */
    LanguageModelHead(EncoderConfig config, ModelFamily family, Parameter words) {
        super(VERSION);
        this.config = config;
        transform = addChildBlock(family.transform(), Layers.linear(config.hiddenSize()));
        norm = addChildBlock(family.transformNorm(), Layers.norm(config));
        tied = words != null;
        decoder =
                tied
                        ? words
                        : addParameter(
                                Parameter.builder()
                                        .setName("decoder.weight")
                                        .setType(Parameter.Type.WEIGHT)
                                        .optInitializer(new NormalInitializer(INITIALIZER_RANGE))
                                        .build());
        bias =
                addParameter(
                        Parameter.builder().setName("bias").setType(Parameter.Type.BIAS).build());
    }

    /** {@inheritDoc} */
    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDArray hidden = inputs.singletonOrThrow();
        NDArray inner = config.hiddenAct().apply(Layers.call(transform, store, hidden, training));
        NDArray normed = Layers.call(norm, store, inner, training);
        NDArray weight = store.getValue(decoder, hidden.getDevice(), training);
        NDArray offset = store.getValue(bias, hidden.getDevice(), training);
        return hidden.getNDArrayInternal().linear(normed, weight, offset);
    }

    /** {@inheritDoc} */
    @Override
    protected void prepare(Shape[] inputShapes) {
        if (!tied) {
            decoder.setShape(new Shape(config.vocabSize(), config.hiddenSize()));
        }
        bias.setShape(new Shape(config.vocabSize()));
    }

    /** {@inheritDoc} */
    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        transform.initialize(manager, dataType, inputShapes);
        norm.initialize(manager, dataType, inputShapes);
    }

    /** {@inheritDoc} */
    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape hidden = inputShapes[0];
        return new Shape[] {new Shape(hidden.get(0), hidden.get(1), config.vocabSize())};
    }
}
