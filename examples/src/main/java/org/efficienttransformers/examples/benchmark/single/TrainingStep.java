/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.single;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.efficienttransformers.checkpoint.UntrainedModels;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;

/**
 * Forward and backward passes of a model on random tokens, the same each time.
 *
 * @param model the model, of random numbers
 * @param manager owns arrays in the meantime
 */
record TrainingStep(TransformerModel model, NDManager manager) {

    /**
     * How far apart two ways to compute gradients are, relative to their norms.
     *
     * @param most that of the parameter where it is most
     * @param worst the name of that parameter
     * @param all that of all gradients together
     */
    record Gap(double most, String worst, double all) {}

    /** Makes a model of a config.json. */
    static TrainingStep of(String config, NDManager manager) throws IOException {
        JsonObject json = JsonParser.parseString(config).getAsJsonObject();
        Engine.getInstance().setRandomSeed(1);
        TransformerModel model =
                UntrainedModels.create(new PretrainedConfig(json, "the benchmark"), manager)
                        .model();
        model.freezeParameters(false);
        return new TrainingStep(model, manager);
    }

    /** Takes a step; gradients are added to those that are there. */
    void take(int length, Supplier<GradientCollector> collectors) {
        Engine.getInstance().setRandomSeed(1);
        try (NDManager scope = manager.newSubManager();
                GradientCollector collector = collectors.get()) {
            Shape shape = new Shape(1, length);
            NDArray ids = scope.randomInteger(3, model.vocabSize(), shape, DataType.INT64);
            ids.setName("input_ids");
            NDArray logits =
                    model.forward(new ParameterStore(manager, false), new NDList(ids), true).head();
            logits.attach(scope);
            collector.backward(logits.square().mean());
        }
    }

    /** Compares the gradients of a step taken in two ways. */
    Gap compare(int length, Supplier<GradientCollector> plain, Supplier<GradientCollector> other) {
        Map<String, Parameter> parameters = StateDict.of(model);
        take(length, plain);
        Map<String, NDArray> expected = new LinkedHashMap<>();
        parameters.forEach(
                (name, parameter) -> {
                    try (NDArray gradient = parameter.getArray().getGradient()) {
                        expected.put(name, gradient.duplicate());
                        gradient.muli(0);
                    }
                });
        take(length, other);
        double most = 0;
        String worst = "";
        double apartSquares = 0;
        double squares = 0;
        for (Map.Entry<String, NDArray> entry : expected.entrySet()) {
            try (NDArray gradient = parameters.get(entry.getKey()).getArray().getGradient();
                    NDArray difference = gradient.sub(entry.getValue());
                    NDArray differenceNorm = difference.norm();
                    NDArray expectedNorm = entry.getValue().norm()) {
                double apart = differenceNorm.getFloat();
                double norm = expectedNorm.getFloat();
                apartSquares += apart * apart;
                squares += norm * norm;
                if (norm > 0 && apart / norm > most) {
                    most = apart / norm;
                    worst = entry.getKey();
                }
            }
        }
        return new Gap(most, worst, Math.sqrt(apartSquares / squares));
    }
}
