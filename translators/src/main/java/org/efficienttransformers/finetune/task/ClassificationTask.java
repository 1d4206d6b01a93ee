/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.efficienttransformers.finetune.Batching;
import org.efficienttransformers.finetune.Evaluation;
import org.efficienttransformers.finetune.FineTuningTask;
import org.efficienttransformers.kernel.HostData;
import org.efficienttransformers.training.CrossEntropyLoss;
import org.efficienttransformers.training.TrainingBatch;
import org.efficienttransformers.training.evaluator.ConfusionMatrix;

/**
 * Sequences of tokens, each of a class.
 *
 * @param train what to learn from
 * @param validation what to evaluate on, the classes the same
 * @param labels the names of the classes
 * @param batching how to put sequences together
 * @param masking what is hidden of the sequences to learn from
 * @param loss the loss
 */
public record ClassificationTask(
        Examples train,
        Examples validation,
        List<String> labels,
        Batching batching,
        Masking masking,
        CrossEntropyLoss loss)
        implements FineTuningTask {

    /**
     * Sequences and their classes.
     *
     * @param ids the tokens of each sequence, with those that mark ends
     * @param classes the class of each sequence
     */
    public record Examples(List<int[]> ids, List<Integer> classes) {

        /** Checks that there is a class for each. */
        public Examples {
            ids = List.copyOf(ids);
            classes = List.copyOf(classes);
            require(
                    ids.size() == classes.size(),
                    "%s sequences and %s classes don't match; give each a class.",
                    ids.size(),
                    classes.size());
        }

        private int[] lengths() {
            return ids.stream().mapToInt(sequence -> sequence.length).toArray();
        }
    }

    /** {@inheritDoc} */
    @Override
    public int[] lengths() {
        return train.lengths();
    }

    /** {@inheritDoc} */
    @Override
    public TrainingBatch batch(NDManager manager, int epoch, int... examples) {
        long[] classes = Arrays.stream(examples).mapToLong(i -> train.classes.get(i)).toArray();
        List<int[]> ids =
                Arrays.stream(examples)
                        .mapToObj(i -> masking.apply(train.ids.get(i), epoch, i))
                        .toList();
        return new TrainingBatch(
                batching.pad(manager, ids),
                new NDList(HostData.create(manager, classes, new Shape(classes.length))));
    }

    /**
     * {@inheritDoc}
     *
     * @return accuracy, F1 (of two classes that of the second, of more the mean over all), Matthews
     *     correlation and the mean loss
     */
    @Override
    public Evaluation evaluate(UnaryOperator<NDList> model, NDManager manager) {
        ConfusionMatrix matrix = new ConfusionMatrix(labels.size());
        double[] loss = new double[1];
        batching.forEach(
                validation.lengths(),
                manager,
                (batch, scope) -> {
                    List<int[]> ids = Arrays.stream(batch).mapToObj(validation.ids::get).toList();
                    NDArray logits = model.apply(batching.padToLongest(scope, ids)).head();
                    logits.attach(scope); // b classes
                    float[] logProbabilities = logits.logSoftmax(-1).toFloatArray();
                    for (int i = 0; i < batch.length; i++) {
                        int expected = validation.classes.get(batch[i]);
                        int start = i * labels.size();
                        matrix.add(expected, argMax(logProbabilities, start));
                        loss[0] -= logProbabilities[start + expected];
                    }
                });
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("accuracy", matrix.accuracy());
        figures.put("f1", labels.size() == 2 ? matrix.binaryF1() : matrix.macroF1());
        figures.put("matthews", matrix.matthews());
        figures.put("loss", loss[0] / validation.ids.size());
        return new Evaluation(figures, true);
    }

    /** The class with the highest value; of equal ones the first. */
    private int argMax(float[] values, int start) {
        return IntStream.range(0, labels.size())
                .reduce((a, b) -> values[start + b] > values[start + a] ? b : a)
                .orElseThrow();
    }
}
