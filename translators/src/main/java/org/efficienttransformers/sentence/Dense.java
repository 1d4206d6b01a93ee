/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.sentence;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.weights.TensorStore;
import org.efficienttransformers.weights.folder.Weights;

/** The module Dense: a linear layer and a function of each number, perhaps added to the input. */
final class Dense implements VectorStep {

    private static final String IN = "in_features";
    private static final String OUT = "out_features";
    private static final String ACTIVATION = "activation_function";

    /** 1 GB; those of published models have a few million. */
    private static final int MOST_WEIGHTS = 1 << 28;

    private final String source;
    private final int inputSize;
    private final int outputSize;
    private final float[] weight;
    private final float[] bias;
    private final TorchActivation activation;

    /** Null where nothing is added; empty where the input itself is. */
    private final float[] residual;

    private Dense(
            PretrainedConfig config,
            TorchActivation activation,
            boolean adds,
            Map<String, float[]> weights) {
        source = config.source();
        inputSize = config.integer(IN);
        outputSize = config.integer(OUT);
        weight = weights.get("linear.weight");
        bias = weights.get("linear.bias");
        this.activation = activation;
        residual = adds ? weights.getOrDefault("residual.weight", new float[0]) : null;
    }

    /**
     * Reads config.json and weights.
     *
     * @param folder that of the module
     * @param config its config.json
     * @param manager gives the device through which the weights are read
     * @return the module
     * @throws IOException if its weights are missing, broken or of other sizes than config.json
     *     says
     */
    static Dense read(Path folder, PretrainedConfig config, NDManager manager) throws IOException {
        int in = size(config, IN);
        int out = size(config, OUT);
        check(config);
        TorchActivation activation =
                TorchActivation.of(
                        config.string(ACTIVATION, "torch.nn.modules.activation.Tanh"),
                        config.source() + " has " + ACTIVATION);
        boolean adds = config.bool("use_residual", false);
        ModuleWeights.Expected expected = new ModuleWeights.Expected();
        expected.add("linear.weight", out, in);
        if (config.bool("bias", true)) {
            expected.add("linear.bias", out);
        }
        if (adds && in != out) {
            expected.add("residual.weight", out, in);
        }
        return new Dense(config, activation, adds, ModuleWeights.read(folder, expected, manager));
    }

    /**
     * Reads a matrix that stands among the weights of the model itself.
     *
     * @param folder that of the model
     * @param name the tensor, (outputs, inputs)
     * @param manager gives the device through which it is read
     * @return the linear layer without bias
     * @throws IOException if the tensor is missing, broken or no matrix
     */
    static Dense projection(Path folder, String name, NDManager manager) throws IOException {
        try (TensorStore store = Weights.open(folder)) {
            if (!store.names().contains(name) || store.shape(name).dimension() != 2) {
                throw new IOException(
                        "The weights in "
                                + folder
                                + " have no matrix "
                                + name
                                + ", which makes the vectors of tokens; take the files of the"
                                + " checkpoint whole.");
            }
            Shape shape = store.shape(name);
            JsonObject json = new JsonObject();
            json.addProperty(IN, shape.get(1));
            json.addProperty(OUT, shape.get(0));
            PretrainedConfig config = new PretrainedConfig(json, folder + ", " + name);
            check(config);
            try (NDArray array = store.read(manager, name);
                    NDArray floats = array.toType(DataType.FLOAT32, false)) {
                return new Dense(
                        config,
                        TorchActivation.IDENTITY,
                        false,
                        Map.of("linear.weight", floats.toFloatArray()));
            }
        }
    }

    private static void check(PretrainedConfig config) {
        long weights = (long) size(config, IN) * size(config, OUT);
        require(
                weights <= MOST_WEIGHTS,
                "%s asks for %s weights; at most %s are allowed.",
                config.source(),
                weights,
                MOST_WEIGHTS);
    }

    private static int size(PretrainedConfig config, String key) {
        int size = config.integer(key);
        require(size >= 1, "%s has %s = %s; it must be 1 or more.", config.source(), key, size);
        return size;
    }

    @Override
    public double[] apply(double[] vector) {
        double[] result = activation.apply(product(weight, bias, vector));
        if (residual != null) {
            double[] added = residual.length == 0 ? vector : product(residual, null, vector);
            for (int i = 0; i < outputSize; i++) {
                result[i] += added[i];
            }
        }
        return result;
    }

    private double[] product(float[] matrix, float[] offsets, double... vector) {
        double[] result = new double[outputSize];
        for (int i = 0; i < outputSize; i++) {
            double sum = offsets == null ? 0 : offsets[i];
            int row = i * inputSize;
            for (int j = 0; j < inputSize; j++) {
                sum += matrix[row + j] * vector[j];
            }
            result[i] = sum;
        }
        return result;
    }

    @Override
    public int outputSize(int size) {
        require(
                size == inputSize,
                "%s has %s = %s, and the vector that it gets has %s numbers; give the pooling that"
                        + " the module was trained with.",
                source,
                IN,
                inputSize,
                size);
        return outputSize;
    }
}
