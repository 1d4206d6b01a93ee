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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.kernel.script.ScriptArchive;
import org.efficienttransformers.kernel.script.ScriptCall;

/**
 * A layer in training as one function of the PyTorch engine, and another that carries gradients
 * back: on a GPU a call of the engine takes the host longer than the device.
 *
 * <p>It gets the parameters with each call, so that layers of one text may share a program. One
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
     * @param table what the attention knows of this length, from {@link #prepare}
     */
    public record Inputs(NDArray hidden, NDArray visible, NDArray globals, NDList table) {}

    /**
     * Makes what the attention knows of a length into what the layer takes.
     *
     * @param manager owns the result
     * @param table what the attention gives, or null
     * @return that, for layers of this attention
     */
    public NDList prepare(NDManager manager, NDArray table) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray known = table == null ? scope.create(NOTHING, DataType.INT64) : table;
            NDList prepared = ScriptCall.call(model, "prepared", manager, new NDList(known));
            prepared.attach(manager);
            return prepared;
        }
    }

    /**
     * Computes the layer, with a graph if inputs or parameters have one.
     *
     * @param store the parameters
     * @param parameters those of the layer, in the order of {@link ProgramText#sources}
     * @param inputs what it is computed from
     * @return hidden states, (b, n, e), on the manager of those given
     */
    public NDArray forward(ParameterStore store, List<Parameter> parameters, Inputs inputs) {
        return call("forward", store, parameters, inputs, new NDList()).singletonOrThrow();
    }

    /**
     * Computes the layer without a graph.
     *
     * @param store the parameters
     * @param parameters as in {@link #forward}
     * @param inputs as there
     * @return as there
     */
    public NDArray alone(ParameterStore store, List<Parameter> parameters, Inputs inputs) {
        return call("alone", store, parameters, inputs, new NDList()).singletonOrThrow();
    }

    /**
     * Computes the layer, and keeps what {@link #back} needs: a graph of the attention alone. What
     * can be had again by little work isn't kept, such as all that lies within the feed-forward
     * part.
     *
     * @param store the parameters, each of which collects gradients
     * @param parameters as in {@link #forward}
     * @param inputs as there
     * @return hidden states as there, and after them what is kept
     */
    public NDList ahead(ParameterStore store, List<Parameter> parameters, Inputs inputs) {
        return call("ahead", store, parameters, inputs, new NDList());
    }

    /**
     * Adds what {@link #back} and {@link #pullback} have found of the parameters to their
     * gradients. A parameter that has none has one then.
     *
     * @param any an array on the device
     */
    public void settle(NDArray any) {
        ScriptCall.call(model, "settle", any.getManager(), new NDList(any)).close();
    }

    /**
     * Forgets what a pass that failed has found.
     *
     * @param any an array on the device
     */
    public void forget(NDArray any) {
        ScriptCall.call(model, "forget", any.getManager(), new NDList(any)).close();
    }

    /**
     * Carries a gradient back through what {@link #ahead} has kept; what it finds of the parameters
     * waits until it is settled.
     *
     * @param store as there
     * @param parameters as there
     * @param inputs as there, but for the hidden states: in place of them the gradient of the
     *     output, (b, n, e)
     * @param kept what was kept
     * @return the gradient of the input, (b, n, e), on the manager of that given
     */
    public NDArray back(
            ParameterStore store, List<Parameter> parameters, Inputs inputs, NDList kept) {
        return call("back", store, parameters, inputs, kept).singletonOrThrow();
    }

    /**
     * Carries a gradient back through the layer, which it computes again; what it finds of the
     * parameters waits until it is settled.
     *
     * @param store as in {@link #ahead}
     * @param parameters as there
     * @param inputs as there
     * @param gradient that of the output, (b, n, e)
     * @return the gradient of the input, (b, n, e), on the manager of the hidden states
     */
    public NDArray pullback(
            ParameterStore store, List<Parameter> parameters, Inputs inputs, NDArray gradient) {
        return call("pullback", store, parameters, inputs, new NDList(gradient)).singletonOrThrow();
    }

    /**
     * Names tell DJL how to pass arguments, and go back to what they were. A view of each array
     * would be a node of the graph.
     *
     * @param more the last argument: a list of those that {@link #back} takes, or else one
     */
    private NDList call(
            String method,
            ParameterStore store,
            List<Parameter> parameters,
            Inputs inputs,
            NDList more) {
        NDManager manager = inputs.hidden.getManager();
        try (NDManager scope = manager.newSubManager()) {
            NDList all = new NDList();
            List<String> names = new ArrayList<>();
            add(all, names, null, inputs.hidden);
            add(
                    all,
                    names,
                    null,
                    inputs.visible == null
                            ? scope.create(NOTHING, DataType.INT64)
                            : inputs.visible);
            add(
                    all,
                    names,
                    null,
                    inputs.globals == null
                            ? scope.create(NO_GLOBALS, DataType.INT64)
                            : inputs.globals);
            inputs.table.forEach(array -> add(all, names, "t[]", array));
            for (Parameter parameter : parameters) {
                add(all, names, "w[]", store.getValue(parameter, inputs.hidden.getDevice(), true));
            }
            String name = method.equals("back") ? "k[]" : null;
            more.forEach(array -> add(all, names, name, array));
            List<String> before = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                before.add(all.get(i).getName());
                all.get(i).setName(names.get(i));
            }
            try {
                return ScriptCall.call(model, method, manager, all);
            } finally {
                for (int i = 0; i < all.size(); i++) {
                    all.get(i).setName(before.get(i));
                }
            }
        }
    }

    private static void add(NDList all, List<String> names, String name, NDArray array) {
        all.add(array);
        names.add(name);
    }

    @Override
    public void close() {
        model.close();
    }
}
