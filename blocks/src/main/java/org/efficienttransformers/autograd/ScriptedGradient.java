/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.autograd;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Map;
import org.efficienttransformers.kernel.TorchScript;

/**
 * A function and its gradients, each a script.
 *
 * @param forward the script of the function; it returns the output, and what the other needs
 * @param backward the script of the gradients: its arguments are the inputs, what the first
 *     returned, and the gradient of the output
 * @param constants those of both
 */
public record ScriptedGradient(String forward, String backward, Map<String, ?> constants)
        implements CustomGradient.Function {

    @Override
    public NDList values(NDList inputs) {
        return TorchScript.callAll(forward, constants, inputs.toArray(NDArray[]::new));
    }

    @Override
    public NDList gradients(NDList inputs, NDList values, NDArray gradient) {
        NDList all = new NDList(inputs).addAll(values);
        all.add(gradient);
        return TorchScript.callAll(backward, constants, all.toArray(NDArray[]::new));
    }
}
