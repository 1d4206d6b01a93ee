/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.autograd.AutogradGraph;
import org.efficienttransformers.autograd.RandomReplay;
import org.efficienttransformers.autograd.Segment;

/**
 * One pass with checkpoints of layers that are trained by programs of their own, on a GPU, where
 * the host takes longer to start what is computed than the device to compute it: the forward pass
 * keeps the states between layers, and the backward pass is one call of the engine for each.
 */
final class TrainedStack implements Segment {

    private final List<LayerTraining> layers;
    private final RandomReplay random;

    /**
     * Prepares a pass.
     *
     * @param layers the layers
     * @param random what their dropout draws from, a part for each layer
     */
    TrainedStack(List<LayerTraining> layers, RandomReplay random) {
        this.layers = layers;
        this.random = random;
    }

    /**
     * Prepares a pass, if all layers can be part of it.
     *
     * @return the pass; null where some layer has no program, or has parameters that are frozen
     */
    static TrainedStack of(
            List<? extends StackedLayer> layers,
            ParameterStore store,
            NDList inputs,
            RandomReplay random) {
        List<LayerTraining> found = new ArrayList<>();
        for (StackedLayer layer : layers) {
            LayerTraining training = layer.training(inputs);
            if (training == null || !training.isTrained(store, inputs.head())) {
                return null;
            }
            found.add(training);
        }
        return new TrainedStack(found, random);
    }

    /** The states above each layer, the last one first. */
    @Override
    public NDList apply(ParameterStore store, NDList inputs) {
        NDList states = new NDList();
        NDArray state = inputs.head();
        for (int i = 0; i < layers.size(); i++) {
            random.start(i);
            state = layers.get(i).forward(store, inputs(state, inputs));
            states.add(0, state);
        }
        return states;
    }

    /** Those of a layer: its hidden states, and the masks of all. */
    private static NDList inputs(NDArray hidden, NDList inputs) {
        return new NDList(hidden).addAll(inputs.subNDList(1));
    }

    @Override
    public NDArray pullback(ParameterStore store, NDList inputs, NDList values, NDArray gradient) {
        NDManager manager = gradient.getManager();
        NDArray above = gradient;
        int last = layers.size() - 1;
        for (int i = last; i >= 0; i--) {
            values.get(last - i).close();
            NDArray below = i == 0 ? inputs.head() : values.get(last - i + 1);
            random.start(i);
            NDArray next = layers.get(i).pullback(store, inputs(below, inputs), above);
            above.close();
            above = next;
        }
        return AutogradGraph.scalar(manager, inputs, List.of(above));
    }
}
