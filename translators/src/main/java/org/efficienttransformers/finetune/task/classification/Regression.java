/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task.classification;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.finetune.Evaluation;
import org.efficienttransformers.kernel.HostData;
import org.efficienttransformers.training.evaluator.Correlation;
import org.efficienttransformers.training.loss.MeanSquaredErrorLoss;

/**
 * A number for each text.
 *
 * @param numbers the numbers
 */
public record Regression(List<Float> numbers) implements Problem {

    /** Copies the list. */
    public Regression {
        numbers = List.copyOf(numbers);
        for (float number : numbers) {
            require(
                    Float.isFinite(number),
                    "A number to learn is %s; allowed: finite numbers.",
                    number);
        }
    }

    @Override
    public int size() {
        return numbers.size();
    }

    @Override
    public NDArray labels(NDManager manager, int... examples) {
        float[] values = new float[examples.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(examples[i]);
        }
        return HostData.create(manager, values, new Shape(values.length)); // b
    }

    @Override
    public MeanSquaredErrorLoss loss() {
        return new MeanSquaredErrorLoss();
    }

    /**
     * {@inheritDoc}
     *
     * @return the mean squared error, the mean absolute error, and the correlations of Pearson and
     *     Spearman
     */
    @Override
    public Evaluation evaluate(float[]... logits) {
        Correlation correlation = new Correlation();
        double squares = 0;
        double differences = 0;
        for (int i = 0; i < logits.length; i++) {
            double difference = (double) logits[i][0] - numbers.get(i);
            squares += difference * difference;
            differences += Math.abs(difference);
            correlation.add(logits[i][0], numbers.get(i));
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("mse", squares / logits.length);
        figures.put("mae", differences / logits.length);
        figures.put("pearson", correlation.pearson());
        figures.put("spearman", correlation.spearman());
        return new Evaluation(figures, false);
    }

    @Override
    public PretrainedConfig config(PretrainedConfig model) {
        return model.with("problem_type", "regression");
    }
}
