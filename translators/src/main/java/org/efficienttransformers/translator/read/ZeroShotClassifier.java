/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.read;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.modality.nlp.translator.ZeroShotClassificationInput;
import ai.djl.modality.nlp.translator.ZeroShotClassificationOutput;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.efficienttransformers.translator.task.Example;
import org.efficienttransformers.translator.task.PromptedExample;
import org.efficienttransformers.translator.task.Scores;
import org.efficienttransformers.translator.task.Task;
import org.efficienttransformers.translator.task.TaskContext;
import org.efficienttransformers.translator.window.WindowPlanner.Globals;

/**
 * Classifies a text by labels that the model was not trained for: how likely each follows from it,
 * says a model of natural language inference, as transformers' zero-shot pipeline asks it.
 *
 * <p>Of several labels, their entailment logits make a softmax; of a single one, or if more than
 * one may hold, entailment against contradiction does for each.
 */
public final class ZeroShotClassifier
        implements Task<ZeroShotClassificationInput, ZeroShotClassificationOutput> {

    private final TaskContext context;
    private final int entailment;
    private final int contradiction;

    public ZeroShotClassifier(TaskContext context) {
        this.context = context;
        List<String> labels = context.config().labels();
        entailment =
                entailment(labels)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "Zero-shot classification needs a model of natural"
                                                        + " language inference, with a label that"
                                                        + " begins with 'entail'; the labels of "
                                                        + context.config().source()
                                                        + " are "
                                                        + labels
                                                        + "."));
        contradiction = entailment == 0 ? labels.size() - 1 : 0;
    }

    /**
     * Finds the label that says that a hypothesis follows.
     *
     * @param labels the labels of a model
     * @return its index, if there is one
     */
    public static OptionalInt entailment(List<String> labels) {
        return IntStream.range(0, labels.size())
                .filter(i -> labels.get(i).toLowerCase(Locale.ROOT).startsWith("entail"))
                .findFirst();
    }

    @Override
    public Example<ZeroShotClassificationOutput> begin(ZeroShotClassificationInput input) {
        String[] labels = input.getCandidates();
        require(
                labels != null && labels.length > 0,
                "There are no candidate labels; give one or more.");
        String template = input.getHypothesisTemplate();
        require(
                template.contains("{}"),
                "The hypothesis template is '%s'; it needs {} where the label is to stand.",
                template);
        boolean each = input.isMultiLabel() || labels.length == 1;
        return new PromptedExample<>(
                context,
                input.getText(),
                Arrays.stream(labels).map(label -> template.replace("{}", label)).toList(),
                "longest hypothesis",
                Globals.BY_MODEL,
                logits -> each ? ofEach(logits) : amongAll(logits),
                scores -> answer(input.getText(), labels, scores));
    }

    private double[] ofEach(float[][] logits) {
        return Arrays.stream(logits)
                .mapToDouble(
                        of -> Scores.softmax(new float[] {of[contradiction], of[entailment]})[1])
                .toArray();
    }

    private double[] amongAll(float[][] logits) {
        float[] entailments = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            entailments[i] = logits[i][entailment];
        }
        return Scores.softmax(entailments);
    }

    private static ZeroShotClassificationOutput answer(
            String text, String[] labels, double[] scores) {
        int[] order =
                IntStream.range(0, labels.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> -scores[i]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        return new ZeroShotClassificationOutput(
                text,
                Arrays.stream(order).mapToObj(i -> labels[i]).toArray(String[]::new),
                Arrays.stream(order).mapToDouble(i -> scores[i]).toArray());
    }
}
