/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.reversible;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.autograd.AutogradGraph;
import org.efficienttransformers.autograd.RandomReplay;
import org.efficienttransformers.autograd.RecomputingGradients;
import org.efficienttransformers.autograd.Segment;
import org.efficienttransformers.model.layer.TransformerLayer;

/**
 * One pass of reversible layers, forward without a graph and backward from their outputs.
 *
 * <p>The forward pass keeps its outputs and, for each hashed layer, the order that the hash gave.
 * The backward pass goes down the layers: it computes g(y1) again, with a graph, and gets the
 * gradient of y1 and of g's parameters by that of the scalar sum(g(y1) * dy2), which is the
 * vector-Jacobian product that DJL's API has no call for; x2 = y2 - g(y1) then leads to f in the
 * same way, and so on. Dropout draws the same numbers again ({@link RandomReplay}).
 */
final class ReversiblePass implements Segment {

    private final List<TransformerLayer> layers;
    private final RandomReplay random;
    private final List<NDArray> orders = new ArrayList<>();

    /**
     * Prepares a pass.
     *
     * @param layers the layers
     * @param random what their dropout draws from, two parts for each layer
     */
    ReversiblePass(List<TransformerLayer> layers, RandomReplay random) {
        this.layers = layers;
        this.random = random;
    }

    /**
     * Computes the outputs of the layers.
     *
     * @param store the parameters
     * @param inputs the embeddings, (b, n, e), and the attention mask, (b, n), if there is one
     * @return both streams side by side, (b, n, 2e), FLOAT64, and the orders of hashed layers
     */
    @Override
    public NDList apply(ParameterStore store, NDList inputs) {
        NDArray embedded = inputs.head();
        NDArray visible = visible(inputs);
        try (NDManager scope = embedded.getManager().newSubManager()) {
            NDList kept = new NDList();
            NDArray first = wide(embedded, scope);
            NDArray second = wide(embedded, scope);
            for (int i = 0; i < layers.size(); i++) {
                TransformerLayer layer = layers.get(i);
                random.start(2 * i);
                NDArray next;
                try (NDArray input = second.toType(embedded.getDataType(), true)) {
                    NDList attended =
                            ReversibleStack.attend(layer, null, store, input, visible, true);
                    orders.add(attended.size() > 1 ? attended.get(1) : null);
                    kept.addAll(attended.subNDList(1));
                    next = first.add(attended.head());
                    attended.head().close();
                }
                first.close();
                first = next;
                random.start(2 * i + 1);
                try (NDArray input = first.toType(embedded.getDataType(), true);
                        NDArray fed = layer.feedForwardHalf(store, input, true)) {
                    next = second.add(fed);
                }
                second.close();
                second = next;
            }
            return scope.ret(new NDList(first.concat(second, 2)).addAll(kept)); // b n 2e
        }
    }

    private static NDArray visible(NDList inputs) {
        return inputs.size() > 1 ? inputs.get(1) : null;
    }

    private static NDArray wide(NDArray array, NDManager scope) {
        NDArray wide = array.toType(DataType.FLOAT64, true);
        wide.attach(scope);
        return wide;
    }

    @Override
    public NDArray pullback(ParameterStore store, NDList inputs, NDList values, NDArray gradient) {
        NDManager manager = gradient.getManager();
        NDArray embedded = inputs.head();
        Streams streams = new Streams(store, inputs, values.head(), gradient);
        for (int i = layers.size() - 1; i >= 0; i--) {
            streams.throughFeedForward(i);
            streams.throughAttention(i);
        }
        NDArray below =
                streams.firstGradient
                        .add(streams.secondGradient)
                        .toType(embedded.getDataType(), false);
        return AutogradGraph.scalar(manager, inputs, List.of(below));
    }

    /** The streams between two layers or halves, and their gradients, FLOAT64, (b, n, e) each. */
    private final class Streams {

        private final ParameterStore store;
        private final NDArray visible;
        private final DataType type;
        private final NDManager manager;
        private NDArray first;
        private NDArray second;
        private NDArray firstGradient;
        private NDArray secondGradient;

        Streams(ParameterStore store, NDList inputs, NDArray both, NDArray gradient) {
            this.store = store;
            visible = visible(inputs);
            type = inputs.head().getDataType();
            manager = gradient.getManager();
            long size = inputs.head().getShape().get(2);
            NDIndex firstHalf = new NDIndex("..., :{}", size);
            NDIndex secondHalf = new NDIndex("..., {}:", size);
            first = both.get(firstHalf);
            second = both.get(secondHalf);
            firstGradient = gradient.get(firstHalf);
            secondGradient = gradient.get(secondHalf);
        }

        /** From (y1, y2) to (y1, x2). */
        void throughFeedForward(int layer) {
            try (NDManager scope = manager.newSubManager()) {
                NDArray input = leaf(first, scope);
                random.start(2 * layer + 1);
                NDArray output = layers.get(layer).feedForwardHalf(store, input, true);
                NDArray gradient = gradient(scope, input, output, secondGradient);
                second = replace(second, second.sub(output.stopGradient()));
                firstGradient = replace(firstGradient, firstGradient.add(gradient));
            }
        }

        /** From (y1, x2) to (x1, x2). */
        void throughAttention(int layer) {
            try (NDManager scope = manager.newSubManager()) {
                NDArray input = leaf(second, scope);
                random.start(2 * layer);
                TransformerLayer half = layers.get(layer);
                NDArray order = orders.get(layer);
                NDArray output =
                        ReversibleStack.attend(half, order, store, input, visible, true).head();
                NDArray gradient = gradient(scope, input, output, firstGradient);
                first = replace(first, first.sub(output.stopGradient()));
                secondGradient = replace(secondGradient, secondGradient.add(gradient));
            }
        }

        private NDArray leaf(NDArray array, NDManager scope) {
            NDArray leaf = array.toType(type, true);
            leaf.attach(scope);
            leaf.setRequiresGradient(true);
            return leaf;
        }

        /** The gradient of the input; adds those of the parameters to theirs. */
        private NDArray gradient(
                NDManager scope, NDArray input, NDArray output, NDArray outputGradient) {
            try (NDManager products = scope.newSubManager()) {
                NDArray product = output.mul(outputGradient);
                product.attach(products);
                RecomputingGradients.active().backward(product.sum());
            }
            NDArray gradient = input.getGradient();
            gradient.attach(scope);
            return gradient;
        }

        private NDArray replace(NDArray before, NDArray after) {
            after.attach(manager);
            before.close();
            return after;
        }
    }
}
