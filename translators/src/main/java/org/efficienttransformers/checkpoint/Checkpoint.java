/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Path;
import org.efficienttransformers.architecture.Architectures;
import org.efficienttransformers.config.GenerationConfig;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.sentence.SentenceWriter.Changes;
import org.efficienttransformers.weights.TensorStore;

/**
 * A model loaded from a Hugging Face folder.
 *
 * @param model the Block, its parameters set and frozen
 * @param config its config.json, as it is with the options asked for
 * @param report what was loaded
 */
public record Checkpoint(TransformerModel model, PretrainedConfig config, LoadReport report) {

    /**
     * Loads a folder.
     *
     * @param folder a Hugging Face folder: config.json and weights, or one of
     *     sentence-transformers, whose modules.json says in which folder these are
     * @param manager owns the parameters, and gives their device
     * @param options what the user asks for
     * @return the model
     * @throws IOException if a file is missing or broken, or if weights and configuration don't fit
     *     together
     * @throws IllegalArgumentException if config.json or an option has a value that isn't supported
     * @throws IllegalStateException if engine, device or processor lack what the options ask for
     */
    public static Checkpoint load(Path folder, NDManager manager, LoadOptions options)
            throws IOException {
        try (StoredModel stored = StoredModel.open(folder, options)) {
            Checkpoint loaded = load(stored.config(), stored.tensors(), manager, options);
            return new Checkpoint(
                    loaded.model(), loaded.config(), stored.reported(loaded.report()));
        }
    }

    /**
     * Loads tensors of any origin.
     *
     * @param config the config.json that belongs to them
     * @param store the tensors, which the caller closes
     * @param manager owns the parameters, and gives their device
     * @param options what the user asks for
     * @return the model
     * @throws IOException if weights and configuration don't fit together
     * @throws IllegalArgumentException if config.json or an option has a value that isn't supported
     * @throws IllegalStateException if engine, device or processor lack what the options ask for
     */
    public static Checkpoint load(
            PretrainedConfig config, TensorStore store, NDManager manager, LoadOptions options)
            throws IOException {
        options.kernels().check(manager);
        PretrainedConfig named = withHead(config, options.head());
        ModelPlan plan = ModelPlan.of(named, Architectures.head(named), options, store);
        TransformerModel model = plan.model();
        LoadReport report = ParameterLoader.load(model, plan, manager, options.dataType());
        return new Checkpoint(model, plan.config(), report);
    }

    /**
     * Saves the model as a Hugging Face folder, config.json and model.safetensors, which loads
     * again as it is: with the attention, length and settings that were asked for. Models of
     * architectures that transformers knows load there, too.
     *
     * @param folder where to; made if it isn't there. Files of these names are replaced
     * @param floats the type of the numbers, {@code FLOAT32} or {@code FLOAT16}
     * @throws IOException if a file can't be written
     */
    public void save(Path folder, DataType floats) throws IOException {
        save(null, folder, floats);
    }

    /**
     * Saves the model, as {@link #save(Path, DataType)} does, with a tokenizer.
     *
     * @param tokenizer the folder that has the files of the tokenizer, and the modules of
     *     sentence-transformers, if there are any; null for none
     * @param folder where to; made if it isn't there. Files of these names are replaced, all or
     *     none of them even if the process is killed
     * @param floats the type of the numbers, {@code FLOAT32} or {@code FLOAT16}
     * @throws IOException if a file can't be written
     */
    public void save(Path tokenizer, Path folder, DataType floats) throws IOException {
        save(tokenizer, Changes.NONE, null, folder, floats);
    }

    /**
     * Saves the model with a tokenizer, the modules of sentence-transformers, and how it generates.
     *
     * @param from the folder that has tokenizer and modules; null for neither
     * @param changes what of the modules is to be otherwise
     * @param generation how it is to generate; null for as {@code from} says
     * @param folder where to; made if it isn't there. Files of these names are replaced, all or
     *     none of them even if the process is killed
     * @param floats the type of the numbers, {@code FLOAT32} or {@code FLOAT16}
     * @throws IOException if a file can't be written
     */
    public void save(
            Path from, Changes changes, GenerationConfig generation, Path folder, DataType floats)
            throws IOException {
        CheckpointWriter.write(model, config, from, changes, generation, folder, floats);
    }

    /**
     * {@return whether checkpoints of a type can be loaded}
     *
     * @param modelType {@code model_type} of a config.json
     */
    public static boolean supports(String modelType) {
        return Architectures.modelTypes().contains(modelType);
    }

    /** Names a class of transformers where config.json doesn't, so that a saved folder does. */
    private static PretrainedConfig withHead(PretrainedConfig config, Head head) {
        if (head == null) {
            return config;
        }
        require(
                config.architecture() == null,
                "%s names its head by architectures = %s, so that the argument head isn't allowed;"
                        + " leave it out.",
                config.source(),
                config.architecture());
        String className = Architectures.of(config).className(config.modelType());
        return config.withArchitecture(className + head.suffix());
    }
}
