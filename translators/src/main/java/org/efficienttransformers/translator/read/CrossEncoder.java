/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.read;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.util.StringPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.efficienttransformers.sentence.TorchActivation;
import org.efficienttransformers.tokenizer.EncodedText;
import org.efficienttransformers.translator.RerankInput;
import org.efficienttransformers.translator.TranslatorArguments;
import org.efficienttransformers.translator.task.Example;
import org.efficienttransformers.translator.task.ExampleGroup;
import org.efficienttransformers.translator.task.Outputs;
import org.efficienttransformers.translator.task.Scores;
import org.efficienttransformers.translator.task.Task;
import org.efficienttransformers.translator.task.TaskContext;
import org.efficienttransformers.translator.task.TextPairs;
import org.efficienttransformers.translator.window.WeightedMean;
import org.efficienttransformers.translator.window.Window;

/**
 * Scores pairs of texts, as CrossEncoder of sentence-transformers does: by the function that its
 * files name, or else, of a single label the sigmoid of the logit, of several the logits.
 *
 * <p>Windows of a longer text give the mean of their scores, weighted by the tokens of each.
 */
public final class CrossEncoder {

    private final TextPairs pairs;
    private final Function<float[], double[]> function;

    private CrossEncoder(TaskContext context) {
        pairs = new TextPairs(context);
        String wanted = context.get(TranslatorArguments.FUNCTION_TO_APPLY);
        function =
                named(context)
                        .orElseGet(
                                () ->
                                        wanted.equals("default")
                                                ? usual(context)
                                                : Scores.function(wanted, "functionToApply"));
    }

    private static Function<float[], double[]> usual(TaskContext context) {
        return context.config().labels().size() == 1 ? Scores::sigmoid : Scores::identity;
    }

    /** The function that the model's files name, unless another is asked for. */
    static Optional<Function<float[], double[]>> named(TaskContext context) {
        if (!context.get(TranslatorArguments.FUNCTION_TO_APPLY).equals("default")) {
            return Optional.empty();
        }
        return TorchActivation.ofCrossEncoder(context.config(), context.settings())
                .map(activation -> logits -> activation.apply(Scores.identity(logits)));
    }

    /** From a pair to a score for each label. */
    public static Task<StringPair, float[]> ofPairs(TaskContext context) {
        CrossEncoder encoder = new CrossEncoder(context);
        return pair -> encoder.new Scored(encoder.pairs.windows(pair));
    }

    /** From a query and texts to a score for each text. */
    public static Task<RerankInput, float[]> ofTexts(TaskContext context) {
        int labels = context.config().labels().size();
        require(
                labels == 1,
                "The model has %s labels (%s), so that it doesn't say which text fits a query"
                        + " best; rank with a model of one label, or ask for StringPair ->"
                        + " float[].",
                labels,
                context.config().source());
        CrossEncoder encoder = new CrossEncoder(context);
        return encoder::rank;
    }

    private Example<float[]> rank(RerankInput input) {
        EncodedText query = pairs.first(input.query());
        List<Example<float[]>> parts = new ArrayList<>();
        for (String text : input.texts()) {
            parts.add(new Scored(pairs.windows(query, text)));
        }
        return new ExampleGroup<>(
                parts,
                answers -> {
                    float[] scores = new float[answers.size()];
                    for (int i = 0; i < scores.length; i++) {
                        scores[i] = answers.get(i)[0];
                    }
                    return scores;
                });
    }

    /** A pair on its way. */
    private final class Scored implements Example<float[]> {

        private final List<Window> windows;
        private final WeightedMean mean = new WeightedMean();

        Scored(List<Window> windows) {
            this.windows = windows;
        }

        @Override
        public List<Window> windows() {
            return windows;
        }

        @Override
        public void accept(Window window, Outputs outputs) {
            mean.add(function.apply(outputs.perSequence("logits")), window);
        }

        @Override
        public float[] answer() {
            double[] scores = mean.get();
            float[] floats = new float[scores.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) scores[i];
            }
            return floats;
        }
    }
}
