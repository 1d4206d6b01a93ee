/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.efficienttransformers.finetune.Batching;
import org.efficienttransformers.finetune.Evaluation;
import org.efficienttransformers.finetune.FineTuningTask;
import org.efficienttransformers.training.TrainingBatch;
import org.efficienttransformers.training.evaluator.EntityScores;
import org.efficienttransformers.training.loss.CrossEntropyLoss;

/**
 * Texts whose words have labels.
 *
 * @param train what to learn from
 * @param validation what to evaluate on
 * @param labels the names of the labels
 * @param batching how to put texts together
 */
public record TokenClassificationTask(
        List<WordEncoder.Encoded> train,
        List<WordEncoder.Encoded> validation,
        List<String> labels,
        Batching batching)
        implements FineTuningTask {

    @Override
    public int[] lengths() {
        return lengths(train);
    }

    private static int[] lengths(List<WordEncoder.Encoded> texts) {
        return texts.stream().mapToInt(text -> text.ids().length).toArray();
    }

    private static List<int[]> ids(List<WordEncoder.Encoded> texts) {
        return texts.stream().map(WordEncoder.Encoded::ids).toList();
    }

    @Override
    public CrossEntropyLoss loss() {
        return CrossEntropyLoss.builder().build();
    }

    @Override
    public TrainingBatch batch(NDManager manager, int epoch, int... examples) {
        List<WordEncoder.Encoded> texts = Arrays.stream(examples).mapToObj(train::get).toList();
        NDList inputs = batching.pad(manager, ids(texts));
        List<long[]> classes = texts.stream().map(WordEncoder.Encoded::labels).toList();
        return new TrainingBatch(
                inputs, new NDList(Labelling.pad(manager, classes, inputs.head().getShape())));
    }

    /**
     * {@inheritDoc}
     *
     * @return F1, precision and recall of entities, as seqeval counts them
     */
    @Override
    public Evaluation evaluate(UnaryOperator<NDList> model, NDManager manager) {
        EntityScores scores = new EntityScores();
        batching.forEach(
                lengths(validation),
                manager,
                (batch, scope) -> {
                    List<WordEncoder.Encoded> texts =
                            Arrays.stream(batch).mapToObj(validation::get).toList();
                    NDArray logits = model.apply(batching.padToLongest(scope, ids(texts))).head();
                    logits.attach(scope); // b n labels
                    long[] found = logits.argMax(-1).toLongArray();
                    int length = found.length / batch.length;
                    for (int i = 0; i < batch.length; i++) {
                        add(scores, texts.get(i).labels(), found, i * length);
                    }
                });
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("f1", scores.total().f1());
        figures.put("precision", scores.total().precision());
        figures.put("recall", scores.total().recall());
        return new Evaluation(figures, true);
    }

    private void add(EntityScores scores, long[] expected, long[] found, int row) {
        List<String> right = new ArrayList<>();
        List<String> predicted = new ArrayList<>();
        for (int i = 0; i < expected.length; i++) {
            if (expected[i] != CrossEntropyLoss.IGNORED) {
                right.add(labels.get((int) expected[i]));
                predicted.add(labels.get((int) found[row + i]));
            }
        }
        scores.add(right, predicted);
    }
}
