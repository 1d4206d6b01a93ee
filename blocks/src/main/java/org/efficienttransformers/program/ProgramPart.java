/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.program;

import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an attention puts into the program of its model: methods in TorchScript, and the weights
 * that they use.
 *
 * <p>The methods, whose names end in {@code $K}, the number of the kind of layer, are
 *
 * <ul>
 *   <li>{@code begin$K(x, visible, globals)}: what all layers of the kind share in a pass, such as
 *       masks. x is the embedded text, (b, n, e); visible the attention mask, (b, n); globals the
 *       positions of global tokens, (b, g), n for none. Either may have no elements.
 *   <li>{@code remember$K(x, y, start, linear, tensor, memory, shared)}: what queries need to know
 *       of the rows from start on. x is the hidden states, (b, n, e), of reversible layers both
 *       streams, (2b, n, e); y the rows as the attention sees them, (b, r, e); memory what the call
 *       for the rows before gave, an empty list at first.
 *   <li>{@code attend$K(y, start, linear, tensor, memory, shared)}: the context of these rows, (b,
 *       r, h * d).
 * </ul>
 *
 * <p>Rows come in pieces of {@code $ROWS} on a CPU, and all at once on a GPU, but for the last
 * layer, where the first rows may be all that is wanted. An attention whose {@code programRows} is
 * above 1 also gets rows after the text, in y alone. {@code (self).linear(x, linear + i)} is the
 * i-th of the linear layers below, {@code (self.tensors)[tensor + i]} the i-th of the tensors.
 * Further methods may be had: {@code angles$K} and {@code turn$K} for rotary positions.
 *
 * @param resources the files of the methods
 * @param constants what stands for each {@code $NAME} in them
 * @param linears linear layers, each one or several whose outputs lie side by side
 * @param tensors further parameters
 * @param derived what is made of parameters once, and follows them among the tensors
 */
public record ProgramPart(
        List<String> resources,
        Map<String, ?> constants,
        List<List<ProgramLinear>> linears,
        List<Parameter> tensors,
        List<Derived> derived) {

    /**
     * A tensor that a program makes when it gets its weights.
     *
     * @param resource the file of a method that makes it of the parameter
     * @param method the name of the method, the same in layers of all kinds
     * @param parameter the parameter
     */
    public record Derived(String resource, String method, Parameter parameter) {}

    /** Copies the lists. */
    public ProgramPart {
        resources = List.copyOf(resources);
        constants = Map.copyOf(constants);
        linears = List.copyOf(linears);
        tensors = List.copyOf(tensors);
        derived = List.copyOf(derived);
    }

    /**
     * Adds what is made of a parameter.
     *
     * @param more what is made
     * @return the part with it
     */
    public ProgramPart with(Derived more) {
        List<Derived> all = new ArrayList<>(derived);
        all.add(more);
        return new ProgramPart(resources, constants, linears, tensors, all);
    }

    /**
     * Adds files, and makes one linear layer of all.
     *
     * @param more the files
     * @param known what stands for further names in them
     * @return the part with them
     */
    public ProgramPart joined(List<String> more, Map<String, ?> known) {
        List<String> files = new ArrayList<>(resources);
        files.addAll(more);
        Map<String, Object> all = new HashMap<>(constants);
        all.putAll(known);
        List<ProgramLinear> one = linears.stream().flatMap(List::stream).toList();
        return new ProgramPart(files, all, List.of(one), tensors, derived);
    }
}
