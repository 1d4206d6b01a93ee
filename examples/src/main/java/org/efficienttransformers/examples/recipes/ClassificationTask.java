/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.kernel.HostData;
import org.efficienttransformers.training.CrossEntropyLoss;
import org.efficienttransformers.training.LengthGroupedBatches;
import org.efficienttransformers.training.TrainingBatch;
import org.efficienttransformers.training.TrainingLoop;
import org.efficienttransformers.training.evaluator.ConfusionMatrix;

/**
 * Sequences of tokens, each of a class.
 *
 * @param train what to learn from
 * @param validation what to evaluate on, the classes the same
 * @param labels the names of the classes
 * @param settings how to put sequences together
 * @param masking what is hidden of the sequences to learn from
 * @param loss the loss
 */
record ClassificationTask(
        Examples train,
        Examples validation,
        List<String> labels,
        Settings settings,
        Masking masking,
        CrossEntropyLoss loss)
        implements TrainingTask {

    /**
     * Sequences and their classes.
     *
     * @param ids the tokens of each sequence
     * @param classes the class of each sequence
     */
    record Examples(List<int[]> ids, List<Integer> classes) {

        /** Checks that there is a class for each. */
        Examples {
            ids = List.copyOf(ids);
            classes = List.copyOf(classes);
            if (ids.size() != classes.size()) {
                throw new BadInputException(
                        "%s sequences and %s classes don't match.", ids.size(), classes.size());
            }
        }

        /** The lengths of the sequences. */
        int[] lengths() {
            return ids.stream().mapToInt(sequence -> sequence.length).toArray();
        }
    }

    /**
     * How to put sequences together.
     *
     * @param padding how sequences are filled up in training
     * @param batchSize how many sequences at most are evaluated at once
     * @param batchTokens how many tokens at most
     * @param equalLengths whether padding would change what the model gives for a sequence
     */
    record Settings(Padding padding, int batchSize, int batchTokens, boolean equalLengths) {}

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
                Tokens.pad(manager, ids, settings.padding),
                new NDList(HostData.create(manager, classes, new Shape(classes.length))));
    }

    /** {@inheritDoc} */
    @Override
    public Evaluation evaluate(TrainingLoop loop, NDManager manager) {
        return evaluate(validation, loop::evaluate, manager);
    }

    /** Evaluates a model on other examples. */
    Evaluation evaluate(Examples examples, UnaryOperator<NDList> model, NDManager manager) {
        LengthGroupedBatches batches =
                LengthGroupedBatches.builder()
                        .setLengths(examples.lengths())
                        .optMaxSize(settings.batchSize)
                        .optMaxTokens(settings.batchTokens)
                        .optEqualLengths(settings.equalLengths)
                        .build();
        ConfusionMatrix matrix = new ConfusionMatrix(labels.size());
        Padding alone = new Padding(settings.padding.id(), 1);
        double loss = 0;
        for (int[] batch : batches.epoch(0)) {
            try (NDManager scope = manager.newSubManager()) {
                List<int[]> ids = Arrays.stream(batch).mapToObj(examples.ids::get).toList();
                NDArray logits = model.apply(Tokens.pad(scope, ids, alone)).head(); // b classes
                logits.attach(scope);
                float[] logProbabilities = logits.logSoftmax(-1).toFloatArray();
                for (int i = 0; i < batch.length; i++) {
                    int expected = examples.classes.get(batch[i]);
                    int start = i * labels.size();
                    matrix.add(expected, argMax(logProbabilities, start, labels.size()));
                    loss -= logProbabilities[start + expected];
                }
            }
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("accuracy", matrix.accuracy());
        figures.put("f1", labels.size() == 2 ? matrix.binaryF1() : matrix.macroF1());
        figures.put("matthews", matrix.matthews());
        figures.put("loss", loss / examples.ids.size());
        return new Evaluation(figures, true);
    }

    private static int argMax(float[] values, int start, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (values[start + i] > values[start + best]) {
                best = i;
            }
        }
        return best;
    }
}
