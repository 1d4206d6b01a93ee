/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import java.util.List;

/**
 * One input on its way through the model.
 *
 * @param <O> the answer
 */
interface Example<O> {

    /**
     * Returns the sequences that the model is to take.
     *
     * @return any number; none where the answer calls the model itself
     */
    List<Window> windows();

    /**
     * Keeps what the answer needs of the outputs for a sequence, in Java objects. Called once for
     * each, the longest first, and those of the same length in their order.
     *
     * @param window the sequence
     * @param outputs what the model gave for it
     */
    void accept(Window window, Outputs outputs);

    /**
     * Gives the answer, after the last sequence.
     *
     * @return the answer
     */
    O answer();
}
