/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.List;
import org.efficienttransformers.autograd.AutogradGraph;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Scalars;

/** What is done to the gradients of all trained parameters alike. */
final class Gradients {

    private Gradients() {}

    /** The parameters that are trained now, each once. */
    static List<Parameter> trained(Block block) {
        return NamedParameters.of(block).values().stream()
                .filter(Parameter::requiresGradient)
                .toList();
    }

    /** The gradient of a parameter, in place; the caller closes this handle. */
    static NDArray of(Parameter parameter) {
        return parameter.getArray().getGradient();
    }

    /** The norm of each gradient; waits for the device once. */
    static float[] norms(List<Parameter> parameters) {
        NDList gradients = new NDList();
        parameters.forEach(parameter -> gradients.add(of(parameter)));
        try (gradients) {
            return AutogradGraph.norms(gradients);
        }
    }

    static void scale(List<Parameter> parameters, double factor) {
        for (Parameter parameter : parameters) {
            try (NDArray gradient = of(parameter)) {
                Scalars.muli(gradient, factor);
            }
        }
    }

    static void clear(List<Parameter> parameters) {
        for (Parameter parameter : parameters) {
            clear(parameter.getArray());
        }
    }

    /**
     * Takes a gradient away. On a GPU, whose allocator hands memory on at once, the array has none
     * afterwards, until a backward pass comes to it. Elsewhere it becomes negative zero: the sum
     * with any other number, positive zeros included, is that number, so that {@link #isReached}
     * can tell whether a backward pass has added any.
     */
    static void clear(NDArray weight) {
        if (weight.getDevice().isGpu() && KernelMode.AUTO.isFused(weight)) {
            AutogradGraph.releaseGradient(weight);
            return;
        }
        try (NDArray gradient = weight.getGradient();
                NDManager scope = gradient.getManager().newSubManager()) {
            gradient.tempAttach(scope);
            // Not by a product, which would keep what isn't a number.
            gradient.set(new NDIndex("..."), -0f);
        }
    }

    /**
     * Tells whether a gradient has been added to since it was cleared.
     *
     * @param weight the array
     * @param gradient what {@link NDArray#getGradient} gave of it: zeros if there is none
     */
    static boolean isReached(NDArray weight, NDArray gradient) {
        try (NDManager scope = gradient.getManager().newSubManager()) {
            gradient.tempAttach(scope);
            if (gradient.norm().toType(DataType.FLOAT32, false).getFloat() != 0) {
                return true;
            }
            if (KernelMode.AUTO.isFused(weight) && !AutogradGraph.isReached(List.of(weight))) {
                return false;
            }
            // Only the negative zero has this inverse.
            NDArray one = scope.ones(new Shape(), gradient.getDataType());
            NDArray touched = one.div(gradient).neq(Float.NEGATIVE_INFINITY);
            return touched.any().toType(DataType.BOOLEAN, false).getBoolean();
        }
    }
}
