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
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.kernel.ScriptArchive;
import org.efficienttransformers.kernel.ScriptCall;

/**
 * An encoder as one function of the PyTorch engine: embeddings, layers and the norm above them in
 * one call, with the weights inside.
 *
 * <p>One program serves all threads.
 */
public final class EncoderProgram implements AutoCloseable {

    /** What is asked of the encoder. */
    public enum Method {
        /** The last hidden states, (b, n, e). */
        FORWARD("forward"),
        /** Of these the first row, (b, 1, e). */
        FIRST("first"),
        /** The last hidden states, and then those between the layers. */
        STATES("states");

        private final String scriptName;

        Method(String scriptName) {
            this.scriptName = scriptName;
        }
    }

    private final Model model;

    private EncoderProgram(Model model) {
        this.model = model;
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
    public static EncoderProgram compile(ProgramText text, String source, Device device) {
        EncoderProgram program =
                new EncoderProgram(ScriptArchive.load(source, text.attributes(), device));
        try (NDManager scope = program.model.getNDManager().newSubManager()) {
            NDList weights = new NDList();
            for (Parameter parameter : text.sources()) {
                NDArray weight = parameter.getArray().stopGradient();
                weight.attach(scope);
                weight.setName("w[]");
                weights.add(weight);
            }
            weights.add(method(scope, "put"));
            ScriptCall.call(program.model, scope, weights);
            return program;
        } catch (RuntimeException e) {
            program.close();
            throw e;
        }
    }

    /**
     * Reads texts.
     *
     * @param method what is asked
     * @param ids words, (b, n)
     * @param positions their positions, (b, n), or null
     * @param types their types, (b, n), or null
     * @param visible the attention mask, (b, n), or null
     * @param globals the positions of global tokens, (b, g), n for none, or null
     * @param tables what the attention of some layers knows of the length, which are given away
     * @return what was asked for, on the manager of the words; empty if parameters were changed
     *     since the program got them, so that it must be compiled anew
     */
    public NDList read(
            Method method,
            NDArray ids,
            NDArray positions,
            NDArray types,
            NDArray visible,
            NDArray globals,
            NDList tables) {
        NDManager manager = ids.getManager();
        try (NDManager scope = manager.newSubManager()) {
            List<NDArray> given = new ArrayList<>();
            given.add(ids);
            for (NDArray optional : new NDArray[] {positions, types, visible}) {
                given.add(optional == null ? scope.create(new Shape(0), DataType.INT64) : optional);
            }
            given.add(globals == null ? scope.create(new Shape(1, 0), DataType.INT64) : globals);
            NDList inputs = new NDList();
            for (NDArray array : given) {
                boolean named = array.getName() != null;
                NDArray plain = named ? array.reshape(array.getShape()) : array;
                if (named) {
                    plain.attach(scope);
                }
                inputs.add(plain);
            }
            NDList all = tables.isEmpty() ? new NDList(scope.create(new Shape(0))) : tables;
            for (NDArray table : all) {
                table.attach(scope);
                table.setName("t[]");
                inputs.add(table);
            }
            if (method != Method.FORWARD) {
                inputs.add(method(scope, method.scriptName));
            }
            return ScriptCall.call(model, manager, inputs);
        }
    }

    private static NDArray method(NDManager scope, String name) {
        NDArray marker = scope.create(new Shape(1));
        marker.setName("module_method:" + name);
        return marker;
    }

    /**
     * Tells whether it can be called.
     *
     * @return false once it is closed
     */
    public boolean isOpen() {
        return model.getNDManager().isOpen();
    }

    /** {@inheritDoc} */
    @Override
    public void close() {
        model.close();
    }
}
