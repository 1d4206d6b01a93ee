/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.checkpoint.CheckpointWriter;
import org.efficienttransformers.checkpoint.LoadOptions;
import org.efficienttransformers.translator.EfficientTransformersTranslatorFactory;
import org.efficienttransformers.translator.PredictionGuard;
import org.efficienttransformers.translator.TranslatorArguments;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the Block that the config.json of a Hugging Face folder asks for, with its weights.
 *
 * <p>The model's property {@code loadReport} then tells what was loaded; {@link CheckpointWriter}
 * saves the model.
 */
public final class HuggingFaceBlockFactory implements BlockFactory {

    /** The class that chooses the translator. */
    static final String TRANSLATOR_FACTORY = EfficientTransformersTranslatorFactory.class.getName();

    private static final long serialVersionUID = 1L;
    private static final Logger logger = LoggerFactory.getLogger(HuggingFaceBlockFactory.class);

    private static final String RUST = "Rust";

    /** What DJL itself puts among the arguments. */
    private static final Set<String> OF_DJL =
            Set.of("application", "blockFactory", "translatorFactory", "engine", "modelName");

    /** DJL Serving's own settings in a serving.properties, and the batchifier that it asks for. */
    private static final Set<String> OF_DJL_SERVING =
            Set.of(
                    "batchifier", "batch_size",
                    "max_batch_delay", "max_idle_time",
                    "job_queue_size", "load_on_devices",
                    "log_request_metric", "metrics_aggregation",
                    "minWorkers", "maxWorkers",
                    "cpu.minWorkers", "cpu.maxWorkers",
                    "gpu.minWorkers", "gpu.maxWorkers",
                    "required_memory_mb", "reserved_memory_mb",
                    "gpu.required_memory_mb", "gpu.reserved_memory_mb");

    @Override
    public Block newBlock(Model model, Path modelPath, Map<String, ?> arguments)
            throws IOException {
        if (model.getNDManager().getEngine().getEngineName().equals(RUST)) {
            return null; // that engine of DJL's reads such folders by itself
        }
        try {
            checkNames(arguments);
            checkDevice(model.getNDManager());
            Checkpoint checkpoint =
                    Checkpoint.load(
                            modelPath,
                            PredictionGuard.of(model).manager(),
                            LoadOptions.of(arguments));
            logger.info("Loaded {}: {}", model.getName(), checkpoint.report());
            model.setProperty("loadReport", checkpoint.report().toString());
            model.setProperty(
                    CheckpointWriter.CONFIG_PROPERTY, checkpoint.config().toJson().toString());
            return checkpoint.model();
        } catch (IOException | RuntimeException e) {
            // DJL has made the model already, and nobody else would free what was loaded so far.
            model.close();
            if (e instanceof ClosedByInterruptException interrupt) {
                throw Interrupted.whileLoading(model.getName(), interrupt);
            }
            throw e;
        }
    }

    /** PyTorch itself says it late, and at length. */
    private static void checkDevice(NDManager manager) {
        Device device = manager.getDevice();
        int gpus = manager.getEngine().getGpuCount();
        require(
                !device.isGpu() || device.getDeviceId() < gpus,
                "The model is to be on %s, and %s; leave optDevice out, or name another device.",
                device,
                gpus == 0
                        ? "no GPU is to be had: either the machine has none that CUDA"
                                + " finds, or the native library on the class path is"
                                + " that for CPUs (pytorch-native-cpu)"
                        : "the GPUs are gpu(0) to gpu(" + (gpus - 1) + ")");
    }

    private static void checkNames(Map<String, ?> arguments) {
        Set<String> known = new TreeSet<>(LoadOptions.NAMES);
        known.addAll(TranslatorArguments.names());
        for (String name : arguments.keySet()) {
            require(
                    known.contains(name) || OF_DJL.contains(name) || OF_DJL_SERVING.contains(name),
                    "There is no argument '%s'; allowed: %s.",
                    name,
                    String.join(", ", known));
        }
    }
}
