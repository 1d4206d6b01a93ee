/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.program;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The programs that train the layers of a model: one for all layers of the same text. */
public final class LayerPrograms {

    private final Map<String, LayerProgram> programs = new HashMap<>();

    /** Starts without any. */
    public LayerPrograms() {
        // Nothing to do: programs are compiled when layers ask for them.
    }

    /**
     * Returns the program of a layer.
     *
     * @param text its parts
     * @param device where it computes
     * @param owner closes a program that is compiled for it
     * @return the program
     * @throws IllegalStateException if this build of PyTorch doesn't know an operator
     */
    public LayerProgram of(ProgramText text, Device device, NDManager owner) {
        return programs.computeIfAbsent(
                device + LayerProgram.source(text),
                source -> {
                    LayerProgram program = new LayerProgram(text, device);
                    owner.attachInternal(UUID.randomUUID().toString(), program);
                    return program;
                });
    }
}
