/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.read;

import ai.djl.modality.Classifications;
import ai.djl.util.StringPair;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.efficienttransformers.translator.TranslatorArguments;
import org.efficienttransformers.translator.task.Example;
import org.efficienttransformers.translator.task.Scores;
import org.efficienttransformers.translator.task.Task;
import org.efficienttransformers.translator.task.TaskContext;
import org.efficienttransformers.translator.task.TextPairs;
import org.efficienttransformers.translator.window.WeightedMean;
import org.efficienttransformers.translator.window.Window;

/**
 * Classifies a text or a pair of texts.
 *
 * <p>Probabilities are those of transformers' pipeline: of several labels a softmax, of {@code
 * problem_type = multi_label_classification} or a single label a sigmoid of each, of {@code
 * regression} the numbers as they are. Of pairs they are what the model asks for, if it is a
 * cross-encoder of sentence-transformers. Windows of a longer text give the mean of their
 * probabilities, weighted by the tokens of each.
 *
 * @param <I> String or StringPair
 */
public final class Classifier<I> implements Task<I, Classifications> {

    private final Function<I, List<Window>> planner;
    private final List<String> labels;
    private final Function<float[], double[]> function;
    private final int topK;

    private Classifier(
            TaskContext context,
            Function<I, List<Window>> planner,
            Function<float[], double[]> function) {
        this.planner = planner;
        labels = context.config().labels();
        this.function = function;
        topK = context.get(TranslatorArguments.TOP_K);
    }

    public static Classifier<String> ofTexts(TaskContext context) {
        TextTokenizer tokenizer = context.tokenizer();
        return new Classifier<>(
                context,
                text -> context.planner().single(tokenizer.encode(text)),
                ofPipeline(context));
    }

    public static Classifier<StringPair> ofPairs(TaskContext context) {
        TextPairs pairs = new TextPairs(context);
        return new Classifier<>(
                context,
                pairs::windows,
                CrossEncoder.named(context).orElseGet(() -> ofPipeline(context)));
    }

    private static Function<float[], double[]> ofPipeline(TaskContext context) {
        PretrainedConfig config = context.config();
        String wanted = context.get(TranslatorArguments.FUNCTION_TO_APPLY);
        String function =
                wanted.equals("default") ? byProblem(config, config.labels().size()) : wanted;
        return Scores.function(function, config.source());
    }

    private static String byProblem(PretrainedConfig config, int labels) {
        String problem = config.string("problem_type", "");
        return switch (problem) {
            case "regression" -> "none";
            case "multi_label_classification" -> "sigmoid";
            case "single_label_classification" -> labels == 1 ? "sigmoid" : "softmax";
            case "" -> labels == 1 ? "sigmoid" : "softmax";
            default ->
                    throw new IllegalArgumentException(
                            config.source()
                                    + " has problem_type = "
                                    + problem
                                    + "; allowed: regression, single_label_classification,"
                                    + " multi_label_classification.");
        };
    }

    @Override
    public Example<Classifications> begin(I input) {
        List<Window> windows = planner.apply(input);
        WeightedMean mean = new WeightedMean();
        return Example.of(
                windows,
                (window, outputs) ->
                        mean.add(function.apply(outputs.perSequence("logits")), window),
                () -> {
                    List<Double> scores = new ArrayList<>();
                    for (double score : mean.get()) {
                        scores.add(score);
                    }
                    Classifications answer = new Classifications(labels, scores);
                    answer.setTopK(topK);
                    return answer;
                });
    }
}
