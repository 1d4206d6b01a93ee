/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;

/**
 * Scores every word of the vocabulary at every position: (b, n, 2e) to (b, n, vocabulary).
 *
 * <p>The bias is applied, as in transformers 4; version 5 loads it but leaves it out.
 */
public final class ReformerLanguageModelHead extends AbstractBlock {

    private static final byte VERSION = 1;
    private static final float INITIALIZER_RANGE = 0.02f;

    private final ReformerConfig config;
    private final Parameter decoder;
    private final Parameter bias;

    ReformerLanguageModelHead(ReformerConfig config) {
        super(VERSION);
        this.config = config;
        decoder =
                addParameter(
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
        NDArray streams = inputs.singletonOrThrow();
        NDArray weight = store.getValue(decoder, streams.getDevice(), training);
        NDArray offset = store.getValue(bias, streams.getDevice(), training);
        return streams.getNDArrayInternal().linear(streams, weight, offset);
    }

    /** {@inheritDoc} */
    @Override
    protected void prepare(Shape[] inputShapes) {
        decoder.setShape(new Shape(config.vocabSize(), 2L * config.hiddenSize()));
        bias.setShape(new Shape(config.vocabSize()));
    }

    /** {@inheritDoc} */
    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {inputShapes[0].slice(0, 2).add(config.vocabSize())};
    }
}
