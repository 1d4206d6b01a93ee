/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.autograd.DetachedParameters;
import org.efficienttransformers.autograd.RandomReplay;
import org.efficienttransformers.autograd.ReversibleGradients;

/**
 * One pass of reversible layers, forward without a graph and backward from their outputs.
 *
 * <p>The forward pass keeps its outputs and, for each hashed layer, the order that the hash gave.
 * The backward pass goes down the layers: it computes g(y1) again, with a graph, and gets the
 * gradient of y1 and of g's parameters by that of the scalar sum(g(y1) * dy2), which is the
 * vector-Jacobian product that DJL's API has no call for; x2 = y2 - g(y1) then leads to f in the
 * same way, and so on. Dropout draws the same numbers again ({@link RandomReplay}).
 */
final class ReversiblePass implements ReversibleGradients.Segment {

    private final List<TransformerLayer> layers;
    private final ParameterStore store;
    private final NDManager manager;
    private final NDArray embedded;
    private final NDArray visible;
    private final RandomReplay random;
    private final List<NDArray> orders = new ArrayList<>();
    private NDArray streams; // b n 2e, FLOAT64

    private ReversiblePass(
            NDManager manager,
            List<TransformerLayer> layers,
            ParameterStore store,
            NDArray embedded,
            NDArray visible,
            RandomReplay random) {
        this.manager = manager;
        this.layers = layers;
        this.store = store;
        this.random = random;
        // Handles of our own: the caller frees its own before the backward pass.
        this.embedded = view(embedded);
        this.visible = visible == null ? null : view(visible);
    }

    private NDArray view(NDArray array) {
        NDArray view = array.reshape(array.getShape());
        view.attach(manager);
        return view;
    }

    /**
     * Computes the outputs of the layers, and leaves it to the collector to compute gradients.
     *
     * @return both streams side by side, (b, n, 2e), on the manager of the embeddings
     */
    static NDList forward(
            ReversibleGradients gradients,
            List<TransformerLayer> layers,
            ParameterStore store,
            NDArray embedded,
            NDArray visible,
            RandomReplay random) {
        NDManager manager = gradients.manager().newSubManager(embedded.getDevice());
        ReversiblePass pass = new ReversiblePass(manager, layers, store, embedded, visible, random);
        pass.streams = pass.forward();
        gradients.record(pass);
        NDArray streams = WideStreams.narrowed(pass.streams, embedded.getDataType());
        streams.attach(embedded.getManager());
        return new NDList(streams);
    }

    private NDArray forward() {
        try (NDManager scope = manager.newSubManager()) {
            ParameterStore detached = new DetachedParameters(store, scope);
            NDArray first = wide(embedded.stopGradient(), scope);
            NDArray second = wide(embedded.stopGradient(), scope);
            for (int i = 0; i < layers.size(); i++) {
                TransformerLayer layer = layers.get(i);
                random.start(2 * i);
                NDArray next;
                try (NDArray input = second.toType(embedded.getDataType(), true)) {
                    NDList attended =
                            ReversibleStack.attend(layer, null, detached, input, visible, true);
                    orders.add(attended.size() > 1 ? keep(attended.get(1)) : null);
                    next = first.add(attended.head());
                    attended.head().close();
                }
                first.close();
                first = next;
                random.start(2 * i + 1);
                try (NDArray input = first.toType(embedded.getDataType(), true);
                        NDArray fed = layer.feedForwardHalf(detached, input, true)) {
                    next = second.add(fed);
                }
                second.close();
                second = next;
            }
            NDArray output = keep(first.concat(second, 2)); // b n 2e
            output.setRequiresGradient(true);
            return output;
        }
    }

    private static NDArray wide(NDArray array, NDManager scope) {
        try (array) {
            NDArray wide = array.toType(DataType.FLOAT64, true);
            wide.attach(scope);
            return wide;
        }
    }

    private NDArray keep(NDArray array) {
        array.attach(manager);
        return array;
    }

    /** {@inheritDoc} */
    @Override
    public boolean backward(GradientCollector collector) {
        NDArray gradient = keep(streams.getGradient());
        if (!gradient.neq(0).any().getBoolean()) {
            gradient.close();
            return false;
        }
        RandomReplay later = RandomReplay.draw(manager.getEngine());
        long size = embedded.getShape().get(2);
        NDIndex firstHalf = new NDIndex("..., :{}", size);
        NDIndex secondHalf = new NDIndex("..., {}:", size);
        NDArray outputs = keep(streams.stopGradient());
        State state =
                new State(
                        outputs.get(firstHalf),
                        outputs.get(secondHalf),
                        gradient.get(firstHalf),
                        gradient.get(secondHalf));
        for (int i = layers.size() - 1; i >= 0; i--) {
            State below = state.throughFeedForward(collector, i);
            state.close();
            state = below.throughAttention(collector, i);
            below.close();
        }
        later.start(0);
        // If the embeddings are frozen there is no graph, which would be an error.
        NDArray leaf = manager.zeros(new Shape(1), embedded.getDataType());
        leaf.setRequiresGradient(true);
        NDArray gradientBelow = state.firstGradient.add(state.secondGradient);
        backward(collector, embedded.add(leaf), gradientBelow);
        manager.close();
        return true;
    }

    /** Adds the gradients of what an array was computed from, given its own. */
    private static void backward(GradientCollector collector, NDArray array, NDArray gradient) {
        try (NDManager scope = gradient.getManager().newSubManager()) {
            NDArray product = array.mul(gradient);
            product.attach(scope);
            collector.backward(product.sum());
        }
    }

    /** The streams between two layers or halves, and their gradients, FLOAT64, (b, n, e) each. */
    private final class State {

        private final NDArray first;
        private final NDArray second;
        private final NDArray firstGradient;
        private final NDArray secondGradient;

        State(NDArray first, NDArray second, NDArray firstGradient, NDArray secondGradient) {
            this.first = first;
            this.second = second;
            this.firstGradient = firstGradient;
            this.secondGradient = secondGradient;
        }

        /** From (y1, y2) to (y1, x2). */
        State throughFeedForward(GradientCollector collector, int layer) {
            try (NDManager scope = manager.newSubManager()) {
                NDArray input = leaf(first, scope);
                random.start(2 * layer + 1);
                NDArray output = layers.get(layer).feedForwardHalf(store, input, true);
                ReversiblePass.backward(collector, output, secondGradient);
                NDArray gradient = input.getGradient();
                gradient.attach(scope);
                NDArray computed = output.stopGradient();
                return new State(
                        view(first),
                        keep(second.sub(computed)),
                        keep(firstGradient.add(gradient)),
                        view(secondGradient));
            }
        }

        /** From (y1, x2) to (x1, x2). */
        State throughAttention(GradientCollector collector, int layer) {
            try (NDManager scope = manager.newSubManager()) {
                NDArray input = leaf(second, scope);
                random.start(2 * layer);
                NDArray output =
                        ReversibleStack.attend(
                                        layers.get(layer),
                                        orders.get(layer),
                                        store,
                                        input,
                                        visible,
                                        true)
                                .head();
                ReversiblePass.backward(collector, output, firstGradient);
                NDArray gradient = input.getGradient();
                gradient.attach(scope);
                NDArray computed = output.stopGradient();
                return new State(
                        keep(first.sub(computed)),
                        view(second),
                        view(firstGradient),
                        keep(secondGradient.add(gradient)));
            }
        }

        private NDArray leaf(NDArray array, NDManager scope) {
            NDArray leaf = array.toType(embedded.getDataType(), true);
            leaf.attach(scope);
            leaf.setRequiresGradient(true);
            return leaf;
        }

        void close() {
            first.close();
            second.close();
            firstGradient.close();
            secondGradient.close();
        }
    }
}
