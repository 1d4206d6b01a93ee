/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.program;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.kernel.ScriptArchive;

/**
 * A layer in training as one function of the PyTorch engine, which records its graph: on a GPU a
 * call of the engine takes the host longer than the device.
 *
 * <p>It gets the parameters with each call, so that they may be cut off from their graph where a
 * layer is computed once more in the backward pass. One program serves one thread at a time, as
 * training does.
 */
public final class LayerProgram implements AutoCloseable {

    private final Model model;
    private final List<Parameter> parameters;

    /**
     * Compiles a layer.
     *
     * @param text its parts
     * @param device where it computes
     * @throws IllegalStateException if this build of PyTorch doesn't know an operator
     */
    public LayerProgram(ProgramText text, Device device) {
        parameters = List.copyOf(text.sources());
        String source = text.end("program/training.py", Map.of());
        model = ScriptArchive.load(source, text.attributes(), device);
    }

    /**
     * Computes the layer.
     *
     * @param store the parameters
     * @param hidden hidden states, FLOAT32, (b, n, e)
     * @param visible the attention mask, (b, n), or null
     * @param globals the positions of global tokens, (b, g), n for none, or null
     * @return hidden states, (b, n, e), on the manager of those given
     */
    public NDArray forward(ParameterStore store, NDArray hidden, NDArray visible, NDArray globals) {
        NDManager manager = hidden.getManager();
        try (NDManager scope = manager.newSubManager()) {
            NDList inputs = new NDList(view(scope, hidden, null));
            inputs.add(
                    visible == null
                            ? scope.create(new Shape(0), DataType.INT64)
                            : view(scope, visible, null));
            inputs.add(globals == null ? scope.create(new Shape(1, 0), DataType.INT64) : globals);
            for (Parameter parameter : parameters) {
                NDArray weight = store.getValue(parameter, hidden.getDevice(), true);
                inputs.add(view(scope, weight, "w[]"));
            }
            ParameterStore none = new ParameterStore(manager, false);
            NDArray output = model.getBlock().forward(none, inputs, true).singletonOrThrow();
            output.attach(manager);
            return output;
        }
    }

    /** Another handle of an array, in its graph; names tell DJL how to pass arguments. */
    private static NDArray view(NDManager scope, NDArray array, String name) {
        NDArray view = array.reshape(array.getShape());
        view.attach(scope);
        view.setName(name);
        return view;
    }

    /** {@inheritDoc} */
    @Override
    public void close() {
        model.close();
    }
}
