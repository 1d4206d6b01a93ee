/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.autograd;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.List;

/** What is kept of a {@link Segment} from the forward to the backward pass. */
final class SegmentCall {

    private final NDManager manager;
    private final Segment segment;
    private final ParameterStore store;
    private final NDList inputs = new NDList();
    private final RandomReplay random;
    private final int part;
    private final NDList values;
    private final NDArray output;
    private final List<NDArray> trained;

    /** Computes the segment, without a graph. */
    SegmentCall(
            NDManager manager,
            Segment segment,
            ParameterStore store,
            NDList inputs,
            RandomReplay random,
            int part) {
        this.manager = manager;
        this.segment = segment;
        this.store = store;
        this.random = random;
        this.part = part;
        // Handles of our own: the caller frees its own before the backward pass.
        for (NDArray input : inputs) {
            this.inputs.add(view(input, manager));
        }
        try (NDManager scope = manager.newSubManager()) {
            DetachedParameters detached = new DetachedParameters(store, scope);
            random.start(part);
            values = segment.apply(detached, AutogradGraph.detached(scope, inputs));
            values.attach(manager);
            trained = detached.trained();
        }
        output = values.head().stopGradient();
        output.attach(manager);
        output.setRequiresGradient(true);
    }

    private static NDArray view(NDArray array, NDManager owner) {
        NDArray view = array.reshape(array.getShape());
        view.attach(owner);
        return view;
    }

    /** The output, at which the graph of what follows begins. */
    NDArray output(NDManager owner) {
        return view(output, owner);
    }

    /** Tells whether a backward pass has reached the output. */
    boolean isReached() {
        return AutogradGraph.isReached(List.of(output));
    }

    /** The parameters whose gradients the segment may add to. */
    List<NDArray> trained() {
        return trained;
    }

    /**
     * Carries the gradient of the output on, and frees what was kept.
     *
     * @param collector collects for this segment only
     */
    void backward(RecomputingGradients collector) {
        NDArray scalar;
        // All that was kept goes before the engine takes memory for its pass.
        try (NDManager kept = manager) {
            NDArray gradient = output.getGradient();
            gradient.attach(kept);
            // Only the segment is to hold it, which may free it early.
            output.close();
            random.start(part);
            NDArray sum = segment.pullback(store, inputs, values, gradient);
            // If all up to here is frozen there is no graph, which would be an error.
            NDArray leaf = kept.zeros(new Shape(), sum.getDataType());
            leaf.setRequiresGradient(true);
            scalar = sum.add(leaf);
            scalar.attach(collector.manager());
        }
        collector.backward(scalar);
    }
}
