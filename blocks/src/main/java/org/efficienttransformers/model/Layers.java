/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.ParameterStore;
import org.efficienttransformers.autograd.AutogradGraph;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.LinearKernel;

/** The small pieces that encoders and heads are put together from. */
public final class Layers {

    private Layers() {}

    /** A linear layer with bias onto this many units. */
    static Linear linear(int units) {
        return Linear.builder().setUnits(units).build();
    }

    /** A LayerNorm over the embedding of (b, n, e). */
    static LayerNorm norm(EncoderConfig config) {
        return norm(config.layerNormEps());
    }

    /** A LayerNorm with this epsilon over the embedding of (b, n, e). */
    static LayerNorm norm(float epsilon) {
        return LayerNorm.builder().axis(2).optEpsilon(epsilon).build();
    }

    /** Looks up rows: a table, (rows, e), and indices of any shape to the shape and e. */
    static NDArray look(NDArray table, NDArray ids) {
        return ids.getNDArrayInternal()
                .embedding(ids, table, SparseFormat.DENSE)
                .singletonOrThrow();
    }

    /** Calls a block of one input and one output. */
    public static NDArray call(Block block, ParameterStore store, NDArray input, boolean training) {
        return block.forward(store, new NDList(input), training).singletonOrThrow();
    }

    /** Calls a linear layer, by the faster kernel that has no gradients where none are wanted. */
    static NDArray linear(
            KernelMode kernels,
            Block linear,
            ParameterStore store,
            NDArray input,
            boolean training) {
        NDArray weight =
                store.getValue(
                        linear.getDirectParameters().get("weight"), input.getDevice(), training);
        if (weight.hasGradient() || (training && AutogradGraph.isRecorded(input))) {
            return call(linear, store, input, training);
        }
        return LinearKernel.apply(
                training ? kernels.inTraining() : kernels,
                input,
                weight,
                parameter(linear, "bias", store, input.getDevice(), training));
    }

    /** A parameter of a block. */
    static NDArray parameter(
            Block block, String name, ParameterStore store, Device device, boolean training) {
        return store.getValue(block.getDirectParameters().get(name), device, training);
    }

    /** Tells whether the engine records a graph, which begins at the parameters or below. */
    static boolean isRecorded(Block block, ParameterStore store, NDArray input) {
        return block.getParameters().values().stream()
                        .anyMatch(p -> store.getValue(p, input.getDevice(), true).hasGradient())
                || AutogradGraph.isRecorded(input);
    }

    /** Drops elements in training; otherwise returns the input itself. */
    static NDArray dropout(NDArray input, float rate, boolean training) {
        return training && rate > 0 ? Dropout.dropout(input, rate, true).singletonOrThrow() : input;
    }
}
