/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.task;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.function.Consumer;
import org.efficienttransformers.kernel.script.CallThreads;

/**
 * A task: what becomes of its input before the model, and of the model's outputs after it. {@link
 * TaskTranslator} runs it.
 *
 * @param <I> the input
 * @param <O> the answer
 */
public interface Task<I, O> {

    /**
     * Begins with an input.
     *
     * @param input the input
     * @return the input as sequences
     * @throws IllegalArgumentException if the input isn't allowed or doesn't fit into the model
     */
    Example<O> begin(I input);

    /**
     * Runs the model on sequences, some together.
     *
     * @param model the model
     * @param store the parameters
     * @param inputs the sequences, as the model takes them
     * @param accept is given what {@link Example#accept} gets, by default the model's outputs; by
     *     default another thread computes both, which has PyTorch's threads
     */
    default void run(Block model, ParameterStore store, NDList inputs, Consumer<NDList> accept) {
        CallThreads.call(
                inputs.head().getManager(),
                inputs.head().size(),
                () -> {
                    accept.accept(model.forward(store, inputs, false));
                    return null;
                });
    }

    /**
     * Answers an input that isn't allowed, where it is one of several in a batch.
     *
     * @param reason what is wrong with it
     * @return an answer that says so, if the task has such; by default there is none, and the whole
     *     batch fails
     * @throws IllegalArgumentException the reason
     */
    default Example<O> refuse(IllegalArgumentException reason) {
        throw reason;
    }
}
