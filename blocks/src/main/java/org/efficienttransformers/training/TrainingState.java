/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.attention.randomfeature.RandomFeatureAttention;
import org.efficienttransformers.lora.LoraModel;

/**
 * All that a training needs to go on: weights, optimizer, number of steps, and what random features
 * are drawn from. How it is kept is the caller's: as the tensors and the metadata of a safetensors
 * file, for one.
 *
 * @param arrays by name: {@code weight.<parameter>}, and for each parameter that a gradient has
 *     reached {@code mean.<parameter>} and {@code square.<parameter>}, the running means of its
 *     gradients and of their squares. They are those of the training, which the next step changes
 * @param values by name: seed, steps, scale of the loss, {@code updates.<parameter>}, {@code
 *     features.<number>}
 */
public record TrainingState(Map<String, NDArray> arrays, Map<String, String> values) {

    private static final String WEIGHT = "weight.";
    private static final String MEAN = "mean.";
    private static final String SQUARE = "square.";
    private static final String UPDATES = "updates.";
    private static final String FEATURES = "features.";
    private static final String SEED = "seed";
    private static final String STEPS = "steps";
    private static final String SCALE = "scale";

    /** Copies the maps, not the arrays. */
    public TrainingState {
        arrays = Map.copyOf(arrays);
        values = Map.copyOf(values);
    }

    static TrainingState of(Block block, AdamW optimizer, LossScale scale, long seed) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        Map<String, String> values = new LinkedHashMap<>();
        values.put(SEED, Long.toString(seed));
        values.put(STEPS, Long.toString(optimizer.steps()));
        if (scale != null) {
            values.put(SCALE, scale.state());
        }
        NamedParameters.of(block)
                .forEach((name, parameter) -> arrays.put(WEIGHT + name, parameter.getArray()));
        optimizer
                .state()
                .forEach(
                        (name, moments) -> {
                            arrays.put(MEAN + name, moments.mean);
                            arrays.put(SQUARE + name, moments.variance);
                            values.put(UPDATES + name, Long.toString(moments.updates));
                        });
        List<RandomFeatureAttention> random = withRandomFeatures(block);
        for (int i = 0; i < random.size(); i++) {
            RandomFeatureAttention.Drawing drawing = random.get(i).drawing();
            values.put(FEATURES + i, drawing.seed() + " " + drawing.calls());
        }
        return new TrainingState(arrays, values);
    }

    /** Brings a training to where this one was; if it is that of another, it stays as it is. */
    void restore(Block block, AdamW optimizer, LossScale scale, long seed) {
        require(
                number(SEED) == seed,
                "The saved training has the seed %s, and this one %s; resume it with its own seed.",
                values.get(SEED),
                seed);
        String scaled = scale == null ? null : value(SCALE);
        Map<String, Parameter> parameters = NamedParameters.of(block);
        Map<String, NDArray> copies = new LinkedHashMap<>();
        parameters.forEach((name, p) -> copies.put(WEIGHT + name, p.getArray()));
        Map<String, Long> updates = new LinkedHashMap<>();
        for (Map.Entry<String, Parameter> parameter : parameters.entrySet()) {
            String name = parameter.getKey();
            NDArray weight = parameter.getValue().getArray();
            check(WEIGHT + name, weight);
            if (values.containsKey(UPDATES + name)) {
                check(MEAN + name, weight);
                check(SQUARE + name, weight);
                updates.put(name, number(UPDATES + name));
            }
        }
        for (String name : arrays.keySet()) {
            if (name.startsWith(WEIGHT) && !copies.containsKey(name)) {
                throw otherModel(name, arrays.get(name), null);
            }
        }
        List<RandomFeatureAttention> random = withRandomFeatures(block);
        for (int i = 0; i < random.size(); i++) {
            String[] drawing = value(FEATURES + i).split(" ", 2);
            random.get(i)
                    .resume(
                            new RandomFeatureAttention.Drawing(
                                    Long.parseLong(drawing[0]), Integer.parseInt(drawing[1])));
        }
        optimizer
                .resume(updates, number(STEPS))
                .forEach(
                        (name, moments) -> {
                            copies.put(MEAN + name, moments.mean);
                            copies.put(SQUARE + name, moments.variance);
                        });
        copies.forEach((name, array) -> arrays.get(name).copyTo(array));
        if (scale != null) {
            scale.resume(scaled);
        }
    }

    private String value(String name) {
        String value = values.get(name);
        require(
                value != null,
                "The saved training has no value '%s'; resume from another state, or begin again.",
                name);
        return value;
    }

    private long number(String name) {
        return Long.parseLong(value(name));
    }

    private void check(String name, NDArray expected) {
        NDArray found = arrays.get(name);
        if (found == null
                || !found.getShape().equals(expected.getShape())
                || found.getDataType() != expected.getDataType()) {
            throw otherModel(name, found, expected);
        }
    }

    private static IllegalArgumentException otherModel(
            String name, NDArray found, NDArray expected) {
        return new IllegalArgumentException(
                String.format(
                        "The saved training is that of another model: it has %s for %s, and this"
                                + " model %s; resume it with the model that it was saved with.",
                        describe(found), name, describe(expected)));
    }

    private static String describe(NDArray array) {
        return array == null ? "nothing" : array.getDataType().name() + " " + array.getShape();
    }

    private static List<RandomFeatureAttention> withRandomFeatures(Block block) {
        if (block instanceof LoraModel adapted) {
            return withRandomFeatures(adapted.base());
        }
        List<RandomFeatureAttention> found = new ArrayList<>();
        if (block instanceof RandomFeatureAttention attention) {
            found.add(attention);
        }
        for (Pair<String, Block> child : block.getChildren()) {
            found.addAll(withRandomFeatures(child.getValue()));
        }
        return found;
    }
}
