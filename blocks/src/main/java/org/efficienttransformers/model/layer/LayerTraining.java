/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.function.Function;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.window.GlobalTokens;
import org.efficienttransformers.autograd.RandomReplay;
import org.efficienttransformers.program.LayerProgram;

/** A layer in training by a program of its own. */
final class LayerTraining {

    private final LayerProgram program;
    private final List<Parameter> parameters;
    private final SelfAttention attention;
    private final Function<NDManager, RandomReplay> random;
    private final NDManager owner;

    private long tableLength = -1;
    private NDList table;

    /**
     * Takes its parts.
     *
     * @param program the program
     * @param parameters those that it takes, in its order
     * @param attention the mechanism
     * @param random gives what dropout draws from
     * @param owner lives as long as the parameters
     */
    LayerTraining(
            LayerProgram program,
            List<Parameter> parameters,
            SelfAttention attention,
            Function<NDManager, RandomReplay> random,
            NDManager owner) {
        this.program = program;
        this.parameters = parameters;
        this.attention = attention;
        this.random = random;
        this.owner = owner;
    }

    /** The program, which layers may share. */
    LayerProgram program() {
        return program;
    }

    /**
     * Computes the layer: its inputs to hidden states, (b, n, e), on their manager, with a graph.
     */
    NDArray forward(ParameterStore store, NDList inputs) {
        return call(inputs, all -> new NDList(program.forward(store, parameters, all))).head();
    }

    /** The same without a graph. */
    NDArray alone(ParameterStore store, NDList inputs) {
        return call(inputs, all -> new NDList(program.alone(store, parameters, all))).head();
    }

    /** The same, and after it what {@link #back} needs. */
    NDList ahead(ParameterStore store, NDList inputs) {
        return call(inputs, all -> program.ahead(store, parameters, all));
    }

    /**
     * Carries a gradient back through the layer.
     *
     * @param store the parameters, each of which collects gradients
     * @param inputs as in {@link #forward}, but for the gradient of the output in place of the
     *     hidden states
     * @param kept what {@link #ahead} has kept
     * @return the gradient of the hidden states, on the manager of that given
     */
    NDArray back(ParameterStore store, NDList inputs, NDList kept) {
        return call(inputs, all -> new NDList(program.back(store, parameters, all, kept))).head();
    }

    /**
     * Computes the layer again, and carries a gradient back through it.
     *
     * @param store as in {@link #back}
     * @param inputs as in {@link #forward}
     * @param gradient that of the output
     * @return the gradient of the hidden states, on their manager
     */
    NDArray pullback(ParameterStore store, NDList inputs, NDArray gradient) {
        return call(inputs, all -> new NDList(program.pullback(store, parameters, all, gradient)))
                .head();
    }

    private NDList call(NDList inputs, Function<LayerProgram.Inputs, NDList> call) {
        NDArray hidden = inputs.head();
        NDArray visible = inputs.size() > 1 ? inputs.get(1) : null;
        NDArray global = attention.hasGlobalTokens() && inputs.size() > 2 ? inputs.get(2) : null;
        try (NDManager scope = hidden.getManager().newSubManager()) {
            inputs.forEach(input -> input.tempAttach(scope));
            random.apply(scope).start(0);
            NDArray positions = GlobalTokens.positions(global, visible);
            NDList known = table(hidden.size(1));
            return scope.ret(
                    call.apply(new LayerProgram.Inputs(hidden, visible, positions, known)));
        }
    }

    /** What the attention knows of a length: to bring it to a GPU waits for what runs there. */
    private NDList table(long length) {
        if (length != tableLength) {
            if (table != null) {
                table.close();
            }
            try (NDManager scope = owner.newSubManager()) {
                table = program.prepare(owner, attention.trainingTable(scope, length));
            }
            tableLength = length;
        }
        return table;
    }

    /** Tells whether all parameters collect gradients, as {@link #pullback} needs. */
    boolean isTrained(ParameterStore store, NDArray hidden) {
        return parameters.stream()
                .map(parameter -> store.getValue(parameter, hidden.getDevice(), true))
                .allMatch(NDArray::hasGradient);
    }
}
