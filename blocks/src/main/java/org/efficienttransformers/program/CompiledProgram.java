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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.efficienttransformers.kernel.script.ScriptArchive;
import org.efficienttransformers.kernel.script.ScriptCall;

/** A program of inference with its weights inside. One serves all threads. */
public final class CompiledProgram implements AutoCloseable {

    private final Model model;
    private final ProgramTarget target;
    private final Map<Shape, NDArray> empty = new ConcurrentHashMap<>();

    private CompiledProgram(Model model, ProgramTarget target) {
        this.model = model;
        this.target = target;
    }

    /**
     * Compiles a program and gives it its weights.
     *
     * @param text the parts
     * @param source the whole text that they make
     * @param device where it computes, which the parameters lie on
     * @return the program
     * @throws IllegalStateException if this build of PyTorch doesn't know an operator
     */
    public static CompiledProgram compile(ProgramText text, String source, Device device) {
        CompiledProgram program =
                new CompiledProgram(
                        ScriptArchive.load(source, text.attributes(), device), text.target());
        try (NDManager scope = program.model.getNDManager().newSubManager()) {
            NDList weights = new NDList();
            for (Parameter parameter : text.sources()) {
                NDArray weight = parameter.getArray().stopGradient();
                weight.attach(scope);
                weight.setName("w[]");
                weights.add(weight);
            }
            program.call("put", scope, weights);
            return program;
        } catch (RuntimeException e) {
            program.close();
            throw e;
        }
    }

    /**
     * Calls a method.
     *
     * @param method its name
     * @param manager owns what it returns
     * @param inputs the arguments, whose names tell DJL how to pass them: {@code x[]} is of a list
     *     of that name, null an argument of its own
     * @return what it returns; of {@code put}, something
     */
    public NDList call(String method, NDManager manager, NDList inputs) {
        return ScriptCall.call(model, method, manager, inputs);
    }

    /**
     * Calls a method in PyTorch's inference mode, for which none of the arguments may be changed.
     *
     * @param method its name
     * @param manager owns what it returns
     * @param inputs the arguments, as above
     * @return copies of what it returns
     */
    public NDList infer(String method, NDManager manager, NDList inputs) {
        return ScriptCall.infer(model, method, manager, inputs);
    }

    /**
     * Returns what stands for an argument that isn't given: made once, as it takes a GPU's host as
     * long as to start an operator.
     *
     * @param shape the shape, of no elements
     * @return INT64, owned by the program
     */
    public NDArray empty(Shape shape) {
        return empty.computeIfAbsent(
                shape, any -> model.getNDManager().create(shape, DataType.INT64));
    }

    /** {@return what it was written for} */
    public ProgramTarget target() {
        return target;
    }

    /** {@return whether it can be called; false once it is closed} */
    public boolean isOpen() {
        return model.getNDManager().isOpen();
    }

    @Override
    public void close() {
        model.close();
    }
}
