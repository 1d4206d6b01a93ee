/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.layer;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import org.efficienttransformers.autograd.Segment;

/** A layer of a {@link LayerStack}: from hidden states, (b, n, e), and masks to hidden states. */
interface StackedLayer extends Block, Segment {

    /**
     * {@return whether training should compute the layer again in the backward pass rather than
     * keep what lies in it, even if memory isn't short}
     */
    boolean isCheapToRecompute();

    /**
     * Tells what trains the layer as one function of the engine.
     *
     * @param inputs its inputs
     * @return that; null where its Blocks do: on CPUs, whose kernels have gradients that take less
     *     memory, and where a part has no program
     */
    LayerTraining training(NDList inputs);

    @Override
    default NDList apply(ParameterStore store, NDList inputs) {
        return forward(store, inputs, true);
    }
}
