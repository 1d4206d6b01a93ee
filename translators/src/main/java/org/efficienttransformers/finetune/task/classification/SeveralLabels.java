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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.finetune.Evaluation;
import org.efficienttransformers.kernel.HostData;
import org.efficienttransformers.training.evaluator.Counts;
import org.efficienttransformers.training.loss.BinaryCrossEntropyLoss;

/**
 * Any number of labels for each text, each by itself: {@code multi_label_classification}.
 *
 * @param classes the classes of each text, or none
 * @param names the names of the classes
 * @param threshold from which probability on a label counts as found, above 0 and below 1
 */
public record SeveralLabels(List<Set<Integer>> classes, List<String> names, double threshold)
        implements Problem {

    /** Copies the lists. */
    public SeveralLabels {
        classes = List.copyOf(classes);
        names = List.copyOf(names);
        require(
                threshold > 0 && threshold < 1,
                "The threshold of labels is %s; allowed: a probability above 0 and below 1.",
                threshold);
    }

    @Override
    public int size() {
        return classes.size();
    }

    @Override
    public NDArray labels(NDManager manager, int... examples) {
        float[] values = new float[examples.length * names.size()];
        for (int i = 0; i < examples.length; i++) {
            for (int label : classes.get(examples[i])) {
                values[i * names.size() + label] = 1;
            }
        }
        return HostData.create(manager, values, new Shape(examples.length, names.size())); // b l
    }

    @Override
    public BinaryCrossEntropyLoss loss() {
        return new BinaryCrossEntropyLoss();
    }

    /**
     * {@inheritDoc}
     *
     * @return F1 of all labels together (micro), its mean over the labels (macro), the share of
     *     texts of which all labels are right, and the mean loss
     */
    @Override
    public Evaluation evaluate(float[]... logits) {
        Counts[] counts = new Counts[names.size()];
        Arrays.fill(counts, new Counts(0, 0, 0));
        double cut = Math.log(threshold / (1 - threshold));
        int exact = 0;
        double loss = 0;
        for (int i = 0; i < logits.length; i++) {
            boolean right = true;
            for (int label = 0; label < counts.length; label++) {
                boolean holds = classes.get(i).contains(label);
                boolean found = logits[i][label] >= cut;
                counts[label] =
                        counts[label].plus(
                                new Counts(
                                        holds && found ? 1 : 0,
                                        found && !holds ? 1 : 0,
                                        holds && !found ? 1 : 0));
                right = right && holds == found;
                loss += Logistic.loss(logits[i][label], holds ? 1 : 0);
            }
            exact += right ? 1 : 0;
        }
        Counts all = new Counts(0, 0, 0);
        double sum = 0;
        for (Counts each : counts) {
            all = all.plus(each);
            sum += each.f1();
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("micro_f1", all.f1());
        figures.put("macro_f1", sum / counts.length);
        figures.put("exact_match", (double) exact / logits.length);
        figures.put("loss", loss / logits.length / counts.length);
        return new Evaluation(figures, true);
    }

    @Override
    public PretrainedConfig config(PretrainedConfig model) {
        return model.with("problem_type", "multi_label_classification");
    }
}
