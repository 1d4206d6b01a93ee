/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.read;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.efficienttransformers.sentence.LateInteraction;
import org.efficienttransformers.sentence.Pooling;
import org.efficienttransformers.sentence.PoolingMode;
import org.efficienttransformers.sentence.SentenceFolder;
import org.efficienttransformers.sentence.UnitLength;
import org.efficienttransformers.sentence.VectorStep;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.efficienttransformers.translator.TranslatorArguments;
import org.efficienttransformers.translator.task.Example;
import org.efficienttransformers.translator.task.Outputs;
import org.efficienttransformers.translator.task.Scores;
import org.efficienttransformers.translator.task.Task;
import org.efficienttransformers.translator.task.TaskContext;
import org.efficienttransformers.translator.window.WeightedMean;
import org.efficienttransformers.translator.window.Window;
import org.efficienttransformers.translator.window.WindowPlanner;

/**
 * Makes one vector of a text, by the modules of a sentence-transformers folder where the model is
 * in one, and by what is asked for instead.
 *
 * <p>Windows of a longer text give the mean of what their pooling gives, weighted by the tokens of
 * each; of {@code max} the largest number in each dimension. All else is done to the result.
 */
public final class Embedder implements Task<String, float[]> {

    private final TextTokenizer tokenizer;
    private final WindowPlanner planner;
    private final Pooling pooling;
    private final List<VectorStep> steps;
    private final boolean normalize;
    private final int dimensions;
    private final String prompt;
    private final int promptTokens;

    public Embedder(TaskContext context) {
        tokenizer = context.tokenizer();
        planner = context.planner();
        int stateSize = context.model().description().stateSize();
        try {
            require(
                    !LateInteraction.isIn(context.sentence(), context.config()),
                    "%s makes a vector of each token, and none of a text; ask for String ->"
                            + " float[][], or for RerankInput -> float[] to compare texts.",
                    context.sentence().folder());
            pooling =
                    pooling(
                            context.sentence(),
                            context.get(TranslatorArguments.POOLING),
                            stateSize);
            steps = new ArrayList<>(context.sentence().steps(context.manager()));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        Boolean scaled = context.get(TranslatorArguments.NORMALIZE);
        normalize = Boolean.TRUE.equals(scaled);
        if (Boolean.FALSE.equals(scaled)) {
            while (!steps.isEmpty() && steps.get(steps.size() - 1) == UnitLength.INSTANCE) {
                steps.remove(steps.size() - 1);
            }
        }
        dimensions = dimensions(context.get(TranslatorArguments.DIMENSIONS), stateSize);
        prompt = context.prompt();
        promptTokens = promptTokens();
    }

    private static Pooling pooling(SentenceFolder folder, String asked, int stateSize)
            throws IOException {
        Pooling own = folder.pooling(stateSize);
        if (asked != null) {
            return (own == null ? Pooling.DEFAULT : own).with(asked);
        }
        require(
                own != null,
                "%s has no module Pooling, so that it doesn't say how a vector is made; give"
                        + " pooling=mean or another.",
                folder.folder().resolve(SentenceFolder.MODULES));
        return own;
    }

    private int dimensions(Integer asked, int stateSize) {
        int size = stateSize * pooling.modes().size();
        for (VectorStep step : steps) {
            size = step.outputSize(size);
        }
        require(
                asked == null || asked <= size,
                "dimensions is %s; the embedding has %s numbers, so that 1 to %s are allowed.",
                asked,
                size,
                size);
        return asked == null ? size : asked;
    }

    /** Counted as there: those of the prompt alone and around it, but for the last special one. */
    private int promptTokens() {
        if (prompt.isEmpty()) {
            return 0;
        }
        int length = tokenizer.encode(prompt).length() + tokenizer.single().addedTokens();
        return tokenizer.single().suffix().length == 0 ? length : length - 1;
    }

    @Override
    public Example<float[]> begin(String input) {
        require(input != null, "The text is null; give one.");
        List<Window> windows = planner.single(tokenizer.encode(prompt + input));
        return new Example<>() {

            private final WeightedMean[] means = new WeightedMean[pooling.modes().size()];
            private final double[][] largest = new double[means.length][];

            @Override
            public List<Window> windows() {
                return windows;
            }

            @Override
            public void accept(Window window, Outputs outputs) {
                int prompted = window.part().from() == 0 ? promptTokens : 0;
                List<float[]> vectors;
                try (NDArray states = outputs.perToken("last_hidden_state")) { // n e
                    vectors = pooling.pool(states, prompted);
                }
                for (int i = 0; i < means.length; i++) {
                    double[] vector = Scores.identity(vectors.get(i));
                    if (pooling.modes().get(i) == PoolingMode.MAX) {
                        largest[i] = largest[i] == null ? vector : larger(largest[i], vector);
                    } else {
                        means[i] = means[i] == null ? new WeightedMean() : means[i];
                        means[i].add(vector, window);
                    }
                }
            }

            @Override
            public float[] answer() {
                double[] joined = {};
                for (int i = 0; i < means.length; i++) {
                    joined = joined(joined, means[i] == null ? largest[i] : means[i].get());
                }
                return finish(joined);
            }
        };
    }

    private float[] finish(double... pooled) {
        double[] vector = pooled;
        for (VectorStep step : steps) {
            vector = step.apply(vector);
        }
        vector = Arrays.copyOf(vector, dimensions);
        if (normalize) {
            vector = UnitLength.INSTANCE.apply(vector);
        }
        float[] floats = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            floats[i] = (float) vector[i];
        }
        return floats;
    }

    private static double[] larger(double[] a, double... b) {
        for (int i = 0; i < b.length; i++) {
            b[i] = Math.max(a[i], b[i]);
        }
        return b;
    }

    private static double[] joined(double[] first, double... second) {
        double[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
