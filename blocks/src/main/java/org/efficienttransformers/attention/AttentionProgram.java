/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.efficienttransformers.program.ProgramLinear;
import org.efficienttransformers.program.ProgramPart;
import org.efficienttransformers.program.ProgramTarget;

/**
 * What attention gives to programs: to that of a whole encoder in inference, and to that of a layer
 * in training. By default nothing, so that Blocks compute all.
 */
public interface AttentionProgram {

    /**
     * Returns what the attention puts into the program of its model.
     *
     * @param target where the program computes
     * @return the part; null, which is the default, where the attention has none for its settings,
     *     so that the whole model is computed by its Blocks
     */
    default ProgramPart program(ProgramTarget target) {
        return null;
    }

    /**
     * {@return the projection of the context, where it is part of the attention rather than of the
     * layer; null, by default, where the layer has it} The methods of {@link #program} leave it to
     * the layer all the same.
     */
    default ProgramLinear programOutput() {
        return null;
    }

    /**
     * Tells whether a program of this attention is to know something of each length that its
     * methods can't compute, and so needs {@link #programTable}.
     *
     * @param target where the program computes
     * @return false by default
     */
    default boolean hasProgramTable(ProgramTarget target) {
        return false;
    }

    /**
     * Returns what a program of this attention is to know of texts of a length. Its methods find it
     * as the last of {@code shared}.
     *
     * @param manager owns the result, and gives its device
     * @param target where the program computes
     * @param length the number of positions, n
     * @return an array
     * @throws UnsupportedOperationException unless it {@link #hasProgramTable}
     */
    default NDArray programTable(NDManager manager, ProgramTarget target, long length) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " has no table.");
    }

    /**
     * Returns what a program of this attention may have the number of rows rounded up to, so that
     * texts of almost the same length are computed by the same kernels. Rows after the text mean
     * nothing: {@code x} is without them, while {@code y} and what {@code attend$K} gives have
     * them.
     *
     * @param target where the program computes
     * @return a power of 2, of which rows may be a multiple; 1, by default, for as many as there
     *     are
     */
    default int programRows(ProgramTarget target) {
        return 1;
    }

    /**
     * Returns this attention as a part of a program of training, which has the methods {@code
     * begin$K}, for what all layers share, and {@code context$K}.
     *
     * @param target where and in which types the program computes
     * @return the part; null, by default, if there is none, so that Blocks train it
     */
    default ProgramPart trainingProgram(ProgramTarget target) {
        return null;
    }

    /**
     * Returns what the program of training is to know of a length.
     *
     * @param manager owns the result, and gives its device
     * @param length the number of positions, n
     * @return an array of INT64; null, by default, for nothing
     */
    default NDArray trainingTable(NDManager manager, long length) {
        return null;
    }
}
