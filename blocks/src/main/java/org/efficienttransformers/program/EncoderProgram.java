/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * An encoder as one function of the PyTorch engine: embeddings, layers and the norm above them in
 * one call.
 */
public final class EncoderProgram {

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

    /** Each is an array of its own, since the name of an argument is one of its array. */
    private static final Shape NONE = new Shape(0);

    private static final Shape NO_POSITIONS = new Shape(1, 0);
    private static final Shape NO_TABLE = new Shape(0, 1);

    /** Tells DJL to make a list of the arrays that are named so. */
    private static final String TABLE = "t[]";

    private final CompiledProgram program;

    /**
     * Takes a program.
     *
     * @param program one whose text ended with {@code program/program.py}
     */
    public EncoderProgram(CompiledProgram program) {
        this.program = program;
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
     *     since the program got them, so that it must be compiled again
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
                given.add(optional == null ? program.empty(NONE) : optional);
            }
            given.add(globals == null ? program.empty(NO_POSITIONS) : globals);
            NDList inputs = new NDList();
            for (NDArray array : given) {
                boolean named = array.getName() != null;
                NDArray plain = named ? array.reshape(array.getShape()) : array;
                if (named) {
                    plain.attach(scope);
                }
                inputs.add(plain);
            }
            for (NDArray table : tables) {
                table.attach(scope);
                table.setName(TABLE);
                inputs.add(table);
            }
            if (tables.isEmpty()) {
                NDArray table = program.empty(NO_TABLE);
                table.setName(TABLE);
                inputs.add(table);
            }
            String name = method.scriptName;
            return program.target().isGpu()
                    ? program.infer(name, manager, inputs)
                    : program.call(name, manager, inputs);
        }
    }
}
