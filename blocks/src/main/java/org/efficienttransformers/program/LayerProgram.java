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
import org.efficienttransformers.kernel.script.ScriptArchive;
import org.efficienttransformers.kernel.script.ScriptCall;

/**
 * A layer in training as one function of the PyTorch engine, which records its graph: on a GPU a
 * call of the engine takes the host longer than the device.
 *
 * <p>It gets the parameters with each call, so that they may be cut off from their graph where a
 * layer is computed once more in the backward pass, and layers of one text may share a program. One
 * program serves one thread at a time, as training does.
 */
public final class LayerProgram implements AutoCloseable {

    private static final Shape NOTHING = new Shape(0);
    private static final Shape NO_GLOBALS = new Shape(1, 0);

    private final Model model;

    /**
     * Compiles a layer.
     *
     * @param text its parts, of a target that {@link ProgramTarget#isTrained()}
     * @param device where it computes
     * @throws IllegalStateException if this build of PyTorch doesn't know an operator
     */
    public LayerProgram(ProgramText text, Device device) {
        model = ScriptArchive.load(source(text), text.attributes(), device);
    }

    /**
     * Returns the text of a layer, which is the same for layers that may share a program.
     *
     * @param text its parts
     * @return the text
     */
    static String source(ProgramText text) {
        return text.end("program/training.py", Map.of());
    }

    /**
     * What a layer is computed from.
     *
     * @param hidden hidden states, FLOAT32, (b, n, e)
     * @param visible the attention mask, (b, n), or null
     * @param globals the positions of global tokens, (b, g), n for none, or null
     * @param table what the attention knows of this length, or null
     */
    public record Inputs(NDArray hidden, NDArray visible, NDArray globals, NDArray table) {}

    /**
     * Computes the layer, with a graph if inputs or parameters have one.
     *
     * @param store the parameters
     * @param parameters those of the layer, in the order of {@link ProgramText#sources}
     * @param inputs what it is computed from
     * @return hidden states, (b, n, e), on the manager of those given
     */
    public NDArray forward(ParameterStore store, List<Parameter> parameters, Inputs inputs) {
        return call("forward", store, parameters, inputs, null);
    }

    /**
     * Carries a gradient back, through the layer computed again, and adds to those of the
     * parameters. In one call with what it computes it takes the host less than by a graph that
     * goes on to the parameters.
     *
     * @param store the parameters, each of which has a gradient by now
     * @param parameters as in {@link #forward}
     * @param inputs as there
     * @param gradient that of the output, (b, n, e)
     * @return the gradient of the input, (b, n, e), on the manager of the hidden states
     */
    public NDArray pullback(
            ParameterStore store, List<Parameter> parameters, Inputs inputs, NDArray gradient) {
        return call("pullback", store, parameters, inputs, gradient);
    }

    /** Names tell DJL how to pass arguments. A view of each array would be a node of the graph. */
    private NDArray call(
            String method,
            ParameterStore store,
            List<Parameter> parameters,
            Inputs inputs,
            NDArray gradient) {
        NDManager manager = inputs.hidden.getManager();
        try (NDManager scope = manager.newSubManager()) {
            NDList all = new NDList(inputs.hidden);
            all.add(
                    inputs.visible == null
                            ? scope.create(NOTHING, DataType.INT64)
                            : inputs.visible);
            all.add(
                    inputs.globals == null
                            ? scope.create(NO_GLOBALS, DataType.INT64)
                            : inputs.globals);
            all.add(inputs.table == null ? scope.create(NOTHING, DataType.INT64) : inputs.table);
            int first = all.size();
            for (Parameter parameter : parameters) {
                all.add(store.getValue(parameter, inputs.hidden.getDevice(), true));
            }
            int end = all.size();
            if (gradient != null) {
                all.add(gradient);
            }
            String[] names = all.stream().map(NDArray::getName).toArray(String[]::new);
            try {
                for (int i = 0; i < names.length; i++) {
                    all.get(i).setName(i >= first && i < end ? "w[]" : null);
                }
                return ScriptCall.call(model, method, manager, all).singletonOrThrow();
            } finally {
                for (int i = 0; i < names.length; i++) {
                    all.get(i).setName(names[i]);
                }
            }
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
