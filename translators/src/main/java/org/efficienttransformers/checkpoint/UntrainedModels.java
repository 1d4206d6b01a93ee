/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.NormalInitializer;
import com.google.gson.JsonObject;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.efficienttransformers.architecture.Architectures;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.weights.TensorStore;

/**
 * Makes models that are yet to be trained: whole ones of random numbers, or a trained encoder under
 * a new head.
 *
 * <p>Random numbers come from the engine, so {@code Engine.setRandomSeed} makes them repeatable. As
 * in loaded models, the parameters are frozen; {@code freezeParameters(false)} lets them be
 * trained.
 */
public final class UntrainedModels {

    private UntrainedModels() {}

    /**
     * Makes a model of random numbers: linear layers as transformers draws them, normal with the
     * deviation {@code initializer_range} of config.json, in BART's line {@code init_std}, 0.02 by
     * default.
     *
     * @param config config.json: the sizes, the attention, the head in {@code architectures}
     * @param manager owns the parameters, and gives their device
     * @return the model
     * @throws IllegalArgumentException if config.json has a value that isn't supported
     * @throws IOException never, as no file is read
     */
    public static Checkpoint create(PretrainedConfig config, NDManager manager) throws IOException {
        return create(config, LoadOptions.DEFAULT, manager);
    }

    /**
     * Makes a model of random numbers, as {@link #create(PretrainedConfig, NDManager)} does.
     *
     * @param config config.json
     * @param options what the user asks for
     * @param manager owns the parameters, and gives their device
     * @return the model
     * @throws IllegalArgumentException if config.json or an option has a value that isn't supported
     * @throws IOException never, as no file is read
     */
    public static Checkpoint create(PretrainedConfig config, LoadOptions options, NDManager manager)
            throws IOException {
        ModelPlan plan =
                ModelPlan.of(config, Architectures.head(config), options, RandomHead.NOTHING);
        checkMemory(plan, manager);
        TransformerModel model = plan.model();
        // What isn't a weight of a linear layer draws its own numbers.
        model.setInitializer(
                new NormalInitializer((float) deviation(config)),
                parameter ->
                        parameter.getName().equals("weight")
                                && parameter.getType() == Parameter.Type.WEIGHT);
        model.initialize(manager, DataType.FLOAT32, new Shape(1, 1));
        model.freezeParameters(true);
        long bytes =
                StateDict.of(model).values().stream()
                        .mapToLong(p -> p.getShape().size() * DataType.FLOAT32.getNumOfBytes())
                        .sum();
        LoadReport report =
                new LoadReport(
                        StateDict.of(model).size(),
                        bytes,
                        List.of("random numbers"),
                        List.of(),
                        List.of(),
                        Duration.ZERO);
        return new Checkpoint(model, plan.config(), report);
    }

    /**
     * Loads a folder's encoder under the head that a task needs. A head of the same kind and with
     * the same labels is kept; any other is left off, and the new one drawn at random.
     *
     * @param folder a Hugging Face folder
     * @param head the head
     * @param labels the labels, by their index in the logits; empty for a head that has none
     * @param dropouts what to leave out in training, if not as config.json says
     * @param manager owns the parameters, and gives their device
     * @param options what the user asks for
     * @return the model, its config.json naming the head and the labels
     * @throws IOException if a file is missing or broken, or if weights and configuration don't fit
     *     together
     * @throws IllegalArgumentException if config.json or an option has a value that isn't supported
     */
    public static Checkpoint withHead(
            Path folder,
            Head head,
            List<String> labels,
            Dropouts dropouts,
            NDManager manager,
            LoadOptions options)
            throws IOException {
        try (StoredModel stored = StoredModel.open(folder, options);
                NDManager scope = manager.newSubManager()) {
            TensorStore store = stored.tensors();
            if (Architectures.head(stored.config()) == head
                    && (labels.isEmpty() || labels.equals(stored.config().labels()))) {
                return Checkpoint.load(dropouts.in(stored.config(), head), store, manager, options);
            }
            PretrainedConfig config = dropouts.in(withHead(stored.config(), head, labels), head);
            ModelPlan plan = ModelPlan.of(config, head, options, store);
            RandomHead tensors =
                    new RandomHead(
                            store,
                            StateDict.of(initialized(plan, scope)),
                            plan.names().canonical());
            return Checkpoint.load(config, tensors, manager, options);
        }
    }

    private static double deviation(PretrainedConfig config) {
        return config.number("initializer_range", config.number("init_std", 0.02));
    }

    private static TransformerModel initialized(ModelPlan plan, NDManager manager) {
        checkMemory(plan, manager);
        TransformerModel model = plan.model();
        model.initialize(manager, DataType.FLOAT32, new Shape(1, 1));
        return model;
    }

    /** No file bounds what config.json asks for. */
    private static void checkMemory(ModelPlan plan, NDManager manager) {
        double bytes =
                ParameterLoader.shapes(plan, manager).values().stream()
                        .mapToDouble(DerivedTensors::numbers)
                        .map(numbers -> numbers * DataType.FLOAT32.getNumOfBytes())
                        .sum();
        long memory =
                ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getTotalMemorySize();
        require(
                bytes <= memory,
                "%s asks for parameters of %.0f MB, and this machine has %d MB of memory; choose"
                        + " smaller sizes.",
                plan.config().source(),
                bytes / (1 << 20),
                memory >> 20);
    }

    private static PretrainedConfig withHead(
            PretrainedConfig stored, Head head, List<String> labels) {
        String className = Architectures.of(stored).className(stored.modelType());
        JsonObject json = stored.withArchitecture(className + head.suffix()).toJson();
        json.remove("problem_type");
        if (!labels.isEmpty()) {
            putLabels(json, labels);
        }
        return new PretrainedConfig(json, stored.source());
    }

    /**
     * Writes labels into a config.json: {@code id2label}, {@code label2id}.
     *
     * @param json the file's content, which is changed
     * @param labels the labels, by their index in the logits
     */
    public static void putLabels(JsonObject json, List<String> labels) {
        JsonObject byId = new JsonObject();
        JsonObject byLabel = new JsonObject();
        for (int i = 0; i < labels.size(); i++) {
            byId.addProperty(Integer.toString(i), labels.get(i));
            byLabel.addProperty(labels.get(i), i);
        }
        json.add("id2label", byId);
        json.add("label2id", byLabel);
        json.remove("num_labels");
    }
}
