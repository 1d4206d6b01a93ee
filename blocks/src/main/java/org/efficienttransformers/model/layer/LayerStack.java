/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.layer;

import static org.efficienttransformers.settings.Require.requireState;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import java.util.List;
import org.efficienttransformers.autograd.AutogradGraph;
import org.efficienttransformers.autograd.RandomReplay;
import org.efficienttransformers.autograd.RecomputingGradients;
import org.efficienttransformers.autograd.Segment;

/**
 * Runs hidden states through layers, one after the other; in training with checkpoints if the
 * collector asks for them. With or without, each layer draws the same random numbers.
 */
public final class LayerStack {

    private LayerStack() {}

    /**
     * Runs them.
     *
     * @param layers the layers
     * @param store the parameters
     * @param hidden the hidden states below the layers, (b, n, e); closed unless states are kept
     * @param masks further inputs of each layer
     * @param training true in training
     * @param keepStates true to return the states below and between the layers, too
     * @return the states below each layer, if they are kept, and those above the last, (b, n, e)
     */
    public static NDList forward(
            List<? extends StackedLayer> layers,
            ParameterStore store,
            NDArray hidden,
            NDList masks,
            boolean training,
            boolean keepStates) {
        RecomputingGradients gradients = training ? RecomputingGradients.active() : null;
        requireState(
                gradients == null || !gradients.isCheckpointing() || !keepStates,
                "The model returns its hidden states, which training with checkpoints doesn't"
                        + " keep; load it without outputHiddenStates, or train it without"
                        + " checkpoints.");
        RandomReplay random =
                training ? RandomReplay.draw(hidden.getManager().getEngine()) : RandomReplay.NONE;
        if (gradients != null && !keepStates) {
            NDList inputs = new NDList(hidden).addAll(masks);
            TrainedStack pass =
                    TrainedStack.of(layers, store, inputs, random, gradients.isCheckpointing());
            if (pass != null) {
                NDArray last = gradients.apply(pass, store, inputs, RandomReplay.NONE, 0);
                hidden.close();
                random.start(layers.size());
                return new NDList(last);
            }
        }
        NDList states = new NDList();
        NDArray state = gradients == null ? hidden : boundary(gradients, store, hidden);
        boolean atBoundary = true;
        for (int i = 0; i < layers.size(); i++) {
            StackedLayer layer = layers.get(i);
            boolean recomputed =
                    gradients != null
                            && (gradients.isCheckpointing() || isCheap(layer, state, masks))
                            && Layers.isRecorded(layer, store, state);
            if (recomputed && !atBoundary) {
                state = boundary(gradients, store, state);
            }
            atBoundary = recomputed;
            NDList inputs = new NDList(state).addAll(masks);
            NDArray next;
            if (recomputed) {
                next = gradients.apply(layer, store, inputs, random, i);
            } else {
                random.start(i);
                next = layer.forward(store, inputs, training).singletonOrThrow();
            }
            if (keepStates) {
                states.add(state);
            } else {
                state.close();
            }
            state = next;
        }
        random.start(layers.size());
        states.add(state);
        return states;
    }

    /** Tells whether to compute a layer again takes less than what is kept otherwise. */
    private static boolean isCheap(StackedLayer layer, NDArray state, NDList masks) {
        return layer.isCheapToRecompute()
                && layer.training(new NDList(state).addAll(masks)) == null;
    }

    /**
     * Lets the graph of the layers above begin here. The backward passes that parts of a layer
     * begin each for itself would otherwise go on into the graph below, which the first of them
     * frees.
     */
    private static NDArray boundary(
            RecomputingGradients gradients, ParameterStore store, NDArray hidden) {
        if (!AutogradGraph.isRecorded(hidden)) {
            return hidden;
        }
        try (NDArray below = hidden) {
            return gradients.apply(new Boundary(), store, new NDList(below), RandomReplay.NONE, 0);
        }
    }

    private static final class Boundary implements Segment {

        @Override
        public NDList apply(ParameterStore store, NDList inputs) {
            return inputs;
        }

        @Override
        public NDArray pullback(
                ParameterStore store, NDList inputs, NDList values, NDArray gradient) {
            return AutogradGraph.scalar(gradient.getManager(), inputs, List.of(gradient));
        }
    }
}
