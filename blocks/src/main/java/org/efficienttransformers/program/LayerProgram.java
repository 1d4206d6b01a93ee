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
     * Computes the layer.
     *
     * @param store the parameters
     * @param parameters those of the layer, in the order of {@link ProgramText#sources}
     * @param hidden hidden states, FLOAT32, (b, n, e)
     * @param visible the attention mask, (b, n), or null
     * @param globals the positions of global tokens, (b, g), n for none, or null
     * @param table what the attention knows of this length, or null
     * @return hidden states, (b, n, e), on the manager of those given
     */
    public NDArray forward(
            ParameterStore store,
            List<Parameter> parameters,
            NDArray hidden,
            NDArray visible,
            NDArray globals,
            NDArray table) {
        NDManager manager = hidden.getManager();
        try (NDManager scope = manager.newSubManager()) {
            NDList inputs = new NDList(hidden);
            inputs.add(visible == null ? scope.create(NOTHING, DataType.INT64) : visible);
            inputs.add(globals == null ? scope.create(NO_GLOBALS, DataType.INT64) : globals);
            inputs.add(table == null ? scope.create(NOTHING, DataType.INT64) : table);
            int others = inputs.size();
            for (Parameter parameter : parameters) {
                inputs.add(store.getValue(parameter, hidden.getDevice(), true));
            }
            NDArray output = call(manager, inputs, others);
            output.attach(manager);
            return output;
        }
    }

    /** Names tell DJL how to pass arguments. A view of each array would be a node of the graph. */
    private NDArray call(NDManager manager, NDList inputs, int others) {
        String[] names = inputs.stream().map(NDArray::getName).toArray(String[]::new);
        try {
            for (int i = 0; i < names.length; i++) {
                inputs.get(i).setName(i < others ? null : "w[]");
            }
            ParameterStore none = new ParameterStore(manager, false);
            return model.getBlock().forward(none, inputs, true).singletonOrThrow();
        } finally {
            for (int i = 0; i < names.length; i++) {
                inputs.get(i).setName(names[i]);
            }
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
