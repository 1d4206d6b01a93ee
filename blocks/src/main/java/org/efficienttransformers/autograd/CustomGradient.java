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
import ai.djl.training.GradientCollector;
import java.util.List;

/** A function that computes its gradients itself, where the engine's would take more. */
public final class CustomGradient {

    /** Such a function. */
    interface Function {

        /**
         * Computes it.
         *
         * @param inputs the inputs, without graph
         * @return the output, and what the gradients need beside it
         */
        NDList values(NDList inputs);

        /**
         * Carries a gradient back.
         *
         * @param inputs the inputs, without graph
         * @param values what {@link #values} returned
         * @param gradient that of the output
         * @return that of each input, but of the last ones that have none
         */
        NDList gradients(NDList inputs, NDList values, NDArray gradient);
    }

    private final NDManager manager;
    private final Function function;
    private final NDList inputs = new NDList();
    private final NDList values = new NDList();
    private final NDArray output;

    private CustomGradient(NDManager manager, Function function, NDList inputs) {
        this.manager = manager;
        this.function = function;
        // Handles of our own: the caller frees its own before the backward pass.
        for (NDArray input : inputs) {
            NDArray view = input.reshape(input.getShape());
            view.attach(manager);
            this.inputs.add(view);
        }
        try (NDManager scope = manager.newSubManager()) {
            values.addAll(function.values(withoutGraph(scope, this.inputs)));
            values.attach(manager);
        }
        output = values.head().stopGradient();
        output.attach(manager);
        output.setRequiresGradient(true);
    }

    /**
     * Computes a function, and leaves it to the tape to go back through it.
     *
     * @param tape the tape
     * @param function the function
     * @param inputs its inputs
     * @return its output, on the manager of the first input
     */
    public static NDArray apply(GradientTape tape, Function function, NDList inputs) {
        NDManager owner = inputs.head().getManager();
        NDManager manager = tape.manager().newSubManager(inputs.head().getDevice());
        CustomGradient part = new CustomGradient(manager, function, inputs);
        tape.record(part);
        NDArray view = part.output.reshape(part.output.getShape());
        view.attach(owner);
        return view;
    }

    /**
     * Cuts arrays off from their graph.
     *
     * @param scope owns the views
     * @param arrays arrays
     * @return a view of each
     */
    public static NDList withoutGraph(NDManager scope, NDList arrays) {
        NDList all = new NDList();
        for (NDArray array : arrays) {
            NDArray view = array.stopGradient();
            view.attach(scope);
            all.add(view);
        }
        return all;
    }

    /** Carries the gradient of the output on. */
    void backward(GradientCollector collector) {
        try (NDManager scope = manager.getParentManager().newSubManager()) {
            NDArray scalar;
            // Frees all that was kept before the engine takes memory for its pass.
            try (NDManager kept = manager) {
                NDArray gradient = output.getGradient();
                gradient.attach(kept);
                NDList gradients = function.gradients(withoutGraph(kept, inputs), values, gradient);
                gradients.attach(kept);
                scalar = scalar(kept, inputs, gradients);
                scalar.attach(scope);
            }
            collector.backward(scalar);
        }
    }

    /**
     * Gives what an engine's backward pass, which begins at scalars only, has to begin at in order
     * to go on from some gradients.
     *
     * @param manager owns the scalar and what is made on the way
     * @param variables arrays
     * @param gradients those of the first of them, each of the same shape
     * @return a scalar whose gradients with respect to those of the variables that are part of a
     *     graph are the given ones
     */
    public static NDArray scalar(
            NDManager manager, List<NDArray> variables, List<NDArray> gradients) {
        // Without it there would be no graph, which is an error, if all variables are frozen.
        NDArray sum = manager.zeros(new Shape(), gradients.get(0).getDataType());
        sum.setRequiresGradient(true);
        for (int i = 0; i < gradients.size(); i++) {
            if (AutogradGraph.isRecorded(variables.get(i))) {
                NDArray flat = variables.get(i).reshape(-1);
                flat.attach(manager);
                sum = sum.add(flat.dot(gradients.get(i).reshape(-1)));
            }
        }
        return sum;
    }
}
