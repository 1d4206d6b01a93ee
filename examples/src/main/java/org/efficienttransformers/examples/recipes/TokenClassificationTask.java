/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.training.CrossEntropyLoss;
import org.efficienttransformers.training.TrainingBatch;
import org.efficienttransformers.training.TrainingLoop;
import org.efficienttransformers.training.evaluator.EntityScores;

/**
 * Texts whose words have labels.
 *
 * @param train what to learn from
 * @param validation what to evaluate on
 * @param labels the names of the labels
 * @param padding how texts are filled up
 */
record TokenClassificationTask(
        List<WordEncoder.Encoded> train,
        List<WordEncoder.Encoded> validation,
        List<String> labels,
        Padding padding)
        implements TrainingTask {

    /** {@inheritDoc} */
    @Override
    public int[] lengths() {
        return train.stream().mapToInt(text -> text.ids().length).toArray();
    }

    /** {@inheritDoc} */
    @Override
    public CrossEntropyLoss loss() {
        return CrossEntropyLoss.builder().build();
    }

    /** {@inheritDoc} */
    @Override
    public TrainingBatch batch(NDManager manager, int epoch, int... examples) {
        List<WordEncoder.Encoded> texts = Arrays.stream(examples).mapToObj(train::get).toList();
        NDList inputs =
                Tokens.pad(manager, texts.stream().map(WordEncoder.Encoded::ids).toList(), padding);
        NDArray classes =
                Labelling.pad(
                        manager,
                        texts.stream().map(WordEncoder.Encoded::labels).toList(),
                        inputs.head().getShape());
        return new TrainingBatch(inputs, new NDList(classes));
    }

    /** {@inheritDoc} */
    @Override
    public Evaluation evaluate(TrainingLoop loop, NDManager manager) {
        EntityScores scores = new EntityScores();
        Padding alone = new Padding(padding.id(), 1);
        for (WordEncoder.Encoded text : validation) {
            try (NDManager scope = manager.newSubManager()) {
                NDArray logits =
                        loop.evaluate(Tokens.pad(scope, List.of(text.ids()), alone)).head();
                logits.attach(scope); // 1 n labels
                long[] found = logits.argMax(-1).toLongArray();
                List<String> right = new ArrayList<>();
                List<String> predicted = new ArrayList<>();
                for (int i = 0; i < found.length; i++) {
                    if (text.labels()[i] != CrossEntropyLoss.IGNORED) {
                        right.add(labels.get((int) text.labels()[i]));
                        predicted.add(labels.get((int) found[i]));
                    }
                }
                scores.add(right, predicted);
            }
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("f1", scores.total().f1());
        figures.put("precision", scores.total().precision());
        figures.put("recall", scores.total().recall());
        return new Evaluation(figures, true);
    }
}
