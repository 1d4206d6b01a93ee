/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.sentence;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.efficienttransformers.config.PretrainedConfig;

/** The module LayerNorm: mean 0 and variance 1 over the numbers of a vector, then scaled. */
final class LayerNorm implements VectorStep {

    /** That of torch.nn.LayerNorm. */
    private static final double EPSILON = 1e-5;

    private final String source;
    private final float[] weight;
    private final float[] bias;

    private LayerNorm(String source, float[] weight, float[] bias) {
        this.source = source;
        this.weight = weight;
        this.bias = bias;
    }

    /** Reads config.json and weights, as {@link Dense#read}. */
    static LayerNorm read(Path folder, PretrainedConfig config, NDManager manager)
            throws IOException {
        int size = config.integer("dimension");
        ModuleWeights.Expected expected = new ModuleWeights.Expected();
        expected.add("norm.weight", size);
        expected.add("norm.bias", size);
        Map<String, float[]> weights = ModuleWeights.read(folder, expected, manager);
        return new LayerNorm(config.source(), weights.get("norm.weight"), weights.get("norm.bias"));
    }

    @Override
    public double[] apply(double[] vector) {
        double mean = 0;
        for (double value : vector) {
            mean += value / vector.length;
        }
        double variance = 0;
        for (double value : vector) {
            variance += (value - mean) * (value - mean) / vector.length;
        }
        double scale = 1 / Math.sqrt(variance + EPSILON);
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (vector[i] - mean) * scale * weight[i] + bias[i];
        }
        return vector;
    }

    @Override
    public int outputSize(int size) {
        require(
                size == weight.length,
                "%s has dimension = %s, and the vector that it gets has %s numbers; give the"
                        + " pooling that the module was trained with.",
                source,
                weight.length,
                size);
        return size;
    }
}
