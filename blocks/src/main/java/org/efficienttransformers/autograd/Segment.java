/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.autograd;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;

/**
 * A part of a computation of which the engine records no graph, and which carries gradients back
 * itself: a layer that is computed again, or a kernel whose gradients take less than autograd's.
 *
 * <p>{@link RecomputingGradients#apply} runs one.
 */
public interface Segment {

    /**
     * Computes it: without a graph in the forward pass, where inputs and parameters are cut off
     * from theirs; with one where {@link #pullback} calls it.
     *
     * @param store the parameters
     * @param inputs the inputs
     * @return the output, and after it what {@link #pullback} needs to have kept
     */
    NDList apply(ParameterStore store, NDList inputs);

    /**
     * Carries the gradient of the output back to inputs and parameters, by the gradient of a
     * scalar: that is the vector-Jacobian product, which DJL's API has no call for. By default the
     * segment is computed once more, with a graph, and the scalar is sum(output * gradient).
     *
     * <p>It may also add to the gradients of parameters that {@link #apply} asked the store for,
     * which exist by now, and begin backward passes of its own, at the active collector ({@link
     * RecomputingGradients#active}).
     *
     * @param store the parameters
     * @param inputs the inputs, which gradients go on from
     * @param values what {@link #apply} returned in the forward pass, without graph
     * @param gradient that of the output, in its shape; may be overwritten. Its manager is closed
     *     before the scalar's backward pass
     * @return a scalar whose gradients are to be added to those that there are, see {@link
     *     AutogradGraph#scalar}
     */
    default NDArray pullback(ParameterStore store, NDList inputs, NDList values, NDArray gradient) {
        NDArray output = apply(store, inputs).head();
        output.attach(gradient.getManager());
        return output.mul(gradient).sum();
    }
}
