/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task.classification;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.finetune.Evaluation;
import org.efficienttransformers.kernel.HostData;
import org.efficienttransformers.training.evaluator.ConfusionMatrix;
import org.efficienttransformers.training.loss.CrossEntropyLoss;

/**
 * One label for each text.
 *
 * @param classes the class of each
 * @param names the names of the classes
 * @param loss the loss
 */
public record SingleLabel(List<Integer> classes, List<String> names, CrossEntropyLoss loss)
        implements Problem {

    /** Copies the lists. */
    public SingleLabel {
        classes = List.copyOf(classes);
        names = List.copyOf(names);
    }

    /**
     * With the plain cross entropy.
     *
     * @param classes the class of each text
     * @param names the names of the classes
     */
    public SingleLabel(List<Integer> classes, List<String> names) {
        this(classes, names, CrossEntropyLoss.builder().build());
    }

    @Override
    public int size() {
        return classes.size();
    }

    @Override
    public NDArray labels(NDManager manager, int... examples) {
        long[] values = Arrays.stream(examples).mapToLong(classes::get).toArray();
        return HostData.create(manager, values, new Shape(values.length)); // b
    }

    /**
     * {@inheritDoc}
     *
     * @return accuracy, F1 (of two classes that of the second, of more the mean over all), Matthews
     *     correlation and the mean loss
     */
    @Override
    public Evaluation evaluate(float[]... logits) {
        ConfusionMatrix matrix = new ConfusionMatrix(names.size());
        double loss = 0;
        for (int i = 0; i < logits.length; i++) {
            int highest = argMax(logits[i]);
            matrix.add(classes.get(i), highest);
            double sum = 0;
            for (float logit : logits[i]) {
                sum += Math.exp(logit - logits[i][highest]);
            }
            loss += Math.log(sum) + logits[i][highest] - logits[i][classes.get(i)];
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("accuracy", matrix.accuracy());
        figures.put("f1", names.size() == 2 ? matrix.binaryF1() : matrix.macroF1());
        figures.put("matthews", matrix.matthews());
        figures.put("loss", loss / logits.length);
        return new Evaluation(figures, true);
    }

    /** The class with the highest value; of equal ones the first. */
    private static int argMax(float... values) {
        return IntStream.range(0, values.length)
                .reduce((a, b) -> values[b] > values[a] ? b : a)
                .orElseThrow();
    }

    @Override
    public PretrainedConfig config(PretrainedConfig model) {
        return model.with("problem_type", "single_label_classification");
    }
}
