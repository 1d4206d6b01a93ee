/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.autograd;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.List;

/**
 * A layer, or a part of one, of which only the inputs are kept for the backward pass, which
 * computes it again (activation checkpointing, <a href="https://arxiv.org/abs/1604.06174">Chen et
 * al., 2016</a>).
 *
 * <p>The forward pass computes the output without a graph and makes it the beginning of the next
 * one's. The backward pass finds the gradient there, and goes on by the gradient of a scalar, which
 * is the vector-Jacobian product that DJL's API has no call for. By default the layer is computed
 * once more, now with a graph and a {@link GradientTape}, and the scalar is sum(output * gradient).
 * Dropout draws the same numbers again ({@link RandomReplay}).
 */
public final class CheckpointedLayer implements ReversibleGradients.Segment {

    /** What is computed again: from hidden states and masks to hidden states of the same shape. */
    public interface Computation {

        /** Computes it, with a graph if inputs or parameters require gradients. */
        NDArray apply(ParameterStore store, NDList inputs);

        /**
         * Names the parameters to whose gradients {@link #pullback} may add by itself.
         *
         * @param store the parameters
         * @param device the device of the inputs
         * @return the parameters, by default none
         */
        default List<NDArray> parameters(ParameterStore store, Device device) {
            return List.of();
        }

        /**
         * Carries a gradient from the output back to inputs and parameters.
         *
         * @param store the parameters
         * @param inputs those of {@link #apply}
         * @param gradient that of its output, (b, n, e); may be overwritten
         * @return a scalar whose gradients are the vector-Jacobian products, by default sum(output
         *     * gradient); on the manager of the gradient
         */
        default NDArray pullback(ParameterStore store, NDList inputs, NDArray gradient) {
            NDArray output = apply(store, inputs);
            output.attach(gradient.getManager());
            return output.mul(gradient).sum();
        }
    }

    private final ReversibleGradients gradients;
    private final Computation layer;
    private final ParameterStore store;
    private final NDList inputs = new NDList();
    private final RandomReplay random;
    private final int part;
    private final NDManager manager;
    private NDArray output; // b n e

    private CheckpointedLayer(
            ReversibleGradients gradients,
            NDManager manager,
            Computation layer,
            ParameterStore store,
            NDList inputs,
            RandomReplay random,
            int part) {
        this.gradients = gradients;
        this.manager = manager;
        this.layer = layer;
        this.store = store;
        this.random = random;
        this.part = part;
        // Handles of our own: the caller frees its own before the backward pass.
        for (NDArray input : inputs) {
            NDArray view = input.reshape(input.getShape());
            view.attach(manager);
            this.inputs.add(view);
        }
    }

    /**
     * Computes a layer, and leaves it to the collector to compute gradients.
     *
     * @param gradients the collector
     * @param layer what to compute
     * @param store the parameters
     * @param inputs the hidden states, (b, n, e), and masks or further states
     * @param random what dropout draws from
     * @param part the part of it that is the layer's
     * @return (b, n, e), on the manager of the hidden states
     */
    public static NDArray forward(
            ReversibleGradients gradients,
            Computation layer,
            ParameterStore store,
            NDList inputs,
            RandomReplay random,
            int part) {
        NDArray hidden = inputs.head();
        NDManager manager = gradients.manager().newSubManager(hidden.getDevice());
        CheckpointedLayer checkpoint =
                new CheckpointedLayer(gradients, manager, layer, store, inputs, random, part);
        checkpoint.compute();
        gradients.record(checkpoint);
        NDArray view = checkpoint.output.reshape(hidden.getShape());
        view.attach(hidden.getManager());
        return view;
    }

    private void compute() {
        try (NDManager scope = manager.newSubManager()) {
            ParameterStore detached = new DetachedParameters(store, scope);
            random.start(part);
            output = layer.apply(detached, CustomGradient.withoutGraph(scope, inputs));
            output.attach(manager);
        }
        output.setRequiresGradient(true);
    }

    /** {@inheritDoc} */
    @Override
    public boolean backward(GradientCollector collector) {
        try (NDManager scope = manager.newSubManager();
                GradientTape tape = GradientTape.open(scope)) {
            NDArray gradient = output.getGradient();
            gradient.attach(scope);
            if (!isReached(gradient)) {
                return false;
            }
            gradients.allocate(layer.parameters(store, gradient.getDevice()));
            RandomReplay later = RandomReplay.draw(manager.getEngine());
            random.start(part);
            NDArray scalar = Recomputation.of(() -> layer.pullback(store, inputs, gradient));
            later.start(0);
            scalar.attach(scope);
            // Nothing needs them any longer, and the engine takes memory for its pass.
            gradient.close();
            output.close();
            // If all up to here is frozen there is no graph, which would be an error.
            NDArray leaf = scope.zeros(new Shape(), scalar.getDataType());
            leaf.setRequiresGradient(true);
            collector.backward(scalar.add(leaf));
            tape.backward(collector);
        }
        manager.close();
        return true;
    }

    private static boolean isReached(NDArray gradient) {
        try (NDArray norm = gradient.norm()) {
            return norm.toType(DataType.FLOAT32, false).getFloat() != 0;
        }
    }
}
