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
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.function.IntFunction;
import org.efficienttransformers.attention.lsh.ChunkedAttention;

/**
 * A Reformer without a head: embeddings and the stack of layers.
 *
 * <p>Inputs: word indices and positions, (b, n) each, INT64 and in range, and the attention mask,
 * (b, n), if there is one. Outputs: those of {@link ReversibleStack}.
 */
public final class ReformerEncoder extends AbstractBlock {

    private static final byte VERSION = 1;

    private final ReformerEmbeddings embeddings;
    private final ReversibleStack stack;

    ReformerEncoder(
            ReformerConfig config,
            IntFunction<ChunkedAttention> attention,
            boolean outputHiddenStates) {
        super(VERSION);
        embeddings = addChildBlock("embeddings", new ReformerEmbeddings(config));
        stack =
                addChildBlock(
                        "encoder", new ReversibleStack(config, attention, outputHiddenStates));
    }

    /** The layers. */
    public ReversibleStack stack() {
        return stack;
    }

    /** Looks words and positions up, (b, n) each, for inference: (b, n, e). */
    public NDArray embed(ParameterStore store, NDArray ids, NDArray positions) {
        return embeddings.forward(store, new NDList(ids, positions), false).singletonOrThrow();
    }

    /** The device of the parameters. */
    public Device device() {
        return embeddings.device();
    }

    /** The data type of the parameters. */
    DataType dataType() {
        return embeddings.dataType();
    }

    /** {@inheritDoc} */
    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDArray embedded =
                embeddings.forward(store, inputs.subNDList(0, 2), training).singletonOrThrow();
        return stack.forward(store, new NDList(embedded).addAll(inputs.subNDList(2)), training);
    }

    /** {@inheritDoc} */
    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        embeddings.initialize(manager, dataType, inputShapes);
        stack.initialize(manager, dataType, embeddings.getOutputShapes(inputShapes));
    }

    /** {@inheritDoc} */
    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return stack.getOutputShapes(embeddings.getOutputShapes(inputShapes));
    }
}
