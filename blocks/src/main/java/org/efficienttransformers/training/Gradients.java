/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.List;
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

    static void scale(List<Parameter> parameters, double factor) {
        for (Parameter parameter : parameters) {
            try (NDArray gradient = of(parameter)) {
                Scalars.muli(gradient, factor);
            }
        }
    }

    static void clear(List<Parameter> parameters) {
        for (Parameter parameter : parameters) {
            try (NDArray gradient = of(parameter)) {
                // Not by a product, which would keep what isn't a number.
                gradient.set(new NDIndex("..."), 0);
            }
        }
    }
}
