/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import java.io.IOException;
import java.util.Set;
import java.util.function.Supplier;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.model.Head;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.weights.TensorStore;

/** How checkpoints of some {@code model_type} become Blocks. */
interface ModelFactory {

    /**
     * Returns the values of {@code model_type} that it serves.
     *
     * @return such as {@code longformer}
     */
    Set<String> modelTypes();

    /**
     * Makes the Block, without numbers, and the tensors that it takes.
     *
     * @param config config.json
     * @param head the head that config.json names
     * @param options what the user asks for
     * @param store the tensors of the checkpoint
     * @return the model's plan
     * @throws IOException if the checkpoint can't become such a model
     */
    Plan plan(PretrainedConfig config, Head head, LoadOptions options, TensorStore store)
            throws IOException;

    /**
     * A Block and the tensors for it.
     *
     * @param config config.json as it is with what the user asks for
     * @param model makes the Block, its parameters not set
     * @param names what the checkpoint may call the parameters
     * @param store the checkpoint's tensors, and those derived from them
     */
    record Plan(
            PretrainedConfig config,
            Supplier<? extends TransformerModel> model,
            TensorNames names,
            DerivedTensors store) {}
}
