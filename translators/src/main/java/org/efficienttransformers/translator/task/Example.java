/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.task;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.efficienttransformers.translator.window.Window;

/**
 * One input on its way through the model.
 *
 * @param <O> the answer
 */
public interface Example<O> {

    /**
     * {@return the sequences that the model is to take, any number; none where the answer calls the
     * model itself}
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

    /**
     * Makes one whose answer calls the model itself.
     *
     * @param answer gives the answer
     * @param <O> the answer
     * @return an example without sequences
     */
    static <O> Example<O> of(Supplier<O> answer) {
        return of(
                List.of(),
                (window, outputs) -> {
                    throw new AssertionError("There is no window.");
                },
                answer);
    }

    /**
     * Makes one of its parts.
     *
     * @param windows the sequences that the model is to take
     * @param accept keeps what the answer needs of the outputs for a sequence
     * @param answer gives the answer
     * @param <O> the answer
     * @return the example
     */
    static <O> Example<O> of(
            List<Window> windows, BiConsumer<Window, Outputs> accept, Supplier<O> answer) {
        return new Example<>() {

            @Override
            public List<Window> windows() {
                return windows;
            }

            @Override
            public void accept(Window window, Outputs outputs) {
                accept.accept(window, outputs);
            }

            @Override
            public O answer() {
                return answer.get();
            }
        };
    }
}
