/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.autograd;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import java.util.Map;
import org.efficienttransformers.kernel.script.TorchScript;

/**
 * A function and its gradients, each a script.
 *
 * @param forward the script of the function; it returns the output, and what the other needs
 * @param backward the script of the gradients: its arguments are the inputs, what the first
 *     returned, and the gradient of the output; it returns the gradient of each input, but for the
 *     last ones that have none
 * @param constants those of both
 */
public record ScriptedSegment(String forward, String backward, Map<String, ?> constants)
        implements Segment {

    /**
     * Calls the function.
     *
     * @param inputs its inputs
     * @param segment true to let the active collector call the script of the gradients; false to
     *     leave the first script to the engine, which records a graph if the inputs have one
     * @return the output, on the manager of the first input
     */
    public NDArray call(NDList inputs, boolean segment) {
        return segment
                ? RecomputingGradients.active().apply(this, null, inputs, RandomReplay.NONE, 0)
                : apply(null, inputs).head();
    }

    @Override
    public NDList apply(ParameterStore store, NDList inputs) {
        return TorchScript.callAll(forward, constants, inputs.toArray(NDArray[]::new));
    }

    @Override
    public NDArray pullback(ParameterStore store, NDList inputs, NDList values, NDArray gradient) {
        NDList all = AutogradGraph.detached(gradient.getManager(), inputs).addAll(values);
        all.add(gradient);
        NDList gradients = TorchScript.callAll(backward, constants, all.toArray(NDArray[]::new));
        return AutogradGraph.scalar(gradient.getManager(), inputs, gradients);
    }
}
