/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.model.Head;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.weights.TensorStore;
import org.efficienttransformers.weights.Weights;

/**
 * A model loaded from a Hugging Face folder.
 *
 * @param model the Block, its parameters set and frozen
 * @param config its config.json, as it is with the options asked for
 * @param report what was loaded
 */
public record Checkpoint(TransformerModel model, PretrainedConfig config, LoadReport report) {

    /** As in ReformerModelWithLMHead. */
    private static final String CAUSAL_LM_BY_ANOTHER_NAME = "ModelWithLMHead";

    private static final List<ModelFactory> FACTORIES =
            List.of(new BertLine(), new ReformerFactory(), new LucidrainsFactory());

    /**
     * Loads a folder.
     *
     * @param folder a Hugging Face folder: config.json and weights
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
        PretrainedConfig config = PretrainedConfig.read(folder);
        ModelFactory factory = factory(config);
        try (TensorStore store = Weights.open(folder, options.mapWeights())) {
            return load(config, factory, store, manager, options);
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
        return load(config, factory(config), store, manager, options);
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
     * @param tokenizer the folder that has the files of the tokenizer; null for none
     * @param folder where to; made if it isn't there. Files of these names are replaced, all or
     *     none of them even if the process is killed
     * @param floats the type of the numbers, {@code FLOAT32} or {@code FLOAT16}
     * @throws IOException if a file can't be written
     */
    public void save(Path tokenizer, Path folder, DataType floats) throws IOException {
        CheckpointWriter.write(model, config, tokenizer, folder, floats);
    }

    /**
     * Tells whether checkpoints of a type can be loaded.
     *
     * @param modelType {@code model_type} of a config.json
     * @return true if they can
     */
    public static boolean supports(String modelType) {
        return FACTORIES.stream().anyMatch(factory -> factory.modelTypes().contains(modelType));
    }

    private static Checkpoint load(
            PretrainedConfig config,
            ModelFactory factory,
            TensorStore store,
            NDManager manager,
            LoadOptions options)
            throws IOException {
        options.kernels().check(manager);
        PretrainedConfig named = withHead(config, options.head());
        ModelFactory.Plan plan = factory.plan(named, head(named), options, store);
        TransformerModel model = plan.model().get();
        LoadReport report = ParameterLoader.load(model, plan, manager, options.dataType());
        return new Checkpoint(model, plan.config(), report);
    }

    /** Names a class of transformers where config.json doesn't, so that a saved folder does. */
    private static PretrainedConfig withHead(PretrainedConfig config, Head head) {
        if (head == null) {
            return config;
        }
        if (config.architecture() != null) {
            throw new IllegalArgumentException(
                    config.source()
                            + " names its head by architectures = "
                            + config.architecture()
                            + ", so that the argument head isn't allowed; leave it out.");
        }
        StringBuilder name = new StringBuilder();
        for (String word : config.modelType().split("[-_]")) {
            name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        JsonArray architectures = new JsonArray();
        architectures.add(name.append(head.suffix()).toString());
        JsonObject json = config.toJson();
        json.add("architectures", architectures);
        return new PretrainedConfig(json, config.source());
    }

    static ModelFactory factory(PretrainedConfig config) {
        String type = config.modelType();
        List<String> known = new ArrayList<>();
        for (ModelFactory factory : FACTORIES) {
            if (factory.modelTypes().contains(type)) {
                return factory;
            }
            known.addAll(factory.modelTypes());
        }
        throw new IllegalArgumentException(
                config.source()
                        + " has model_type = "
                        + type
                        + "; supported: "
                        + String.join(", ", new TreeSet<>(known))
                        + ".");
    }

    static Head head(PretrainedConfig config) {
        String architecture = config.architecture();
        if (architecture == null) {
            return Head.BASE;
        }
        if (architecture.endsWith(CAUSAL_LM_BY_ANOTHER_NAME)) {
            return Head.CAUSAL_LM;
        }
        return Arrays.stream(Head.values())
                .filter(head -> architecture.endsWith(head.suffix()))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        config.source()
                                                + " has architectures = "
                                                + architecture
                                                + "; supported: names that end in "
                                                + String.join(
                                                        ", ",
                                                        Arrays.stream(Head.values())
                                                                .map(Head::suffix)
                                                                .toList())
                                                + "."));
    }
}
