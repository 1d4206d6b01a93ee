/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.efficienttransformers.tokenizer.TextTokenizer;

/**
 * Makes one vector of a text, of e numbers.
 *
 * <p>Windows of a longer text give the mean of their vectors, weighted by the tokens of each; with
 * {@code pooling=max} the largest number in each dimension. Vectors are scaled after that.
 */
final class Embedder implements Task<String, float[]> {

    private final TextTokenizer tokenizer;
    private final WindowPlanner planner;
    private final Pooling pooling;
    private final boolean normalize;

    Embedder(TaskContext context) {
        tokenizer = context.tokenizer();
        planner = context.planner();
        pooling = context.arguments().pooling();
        normalize = context.arguments().normalize();
    }

    /** {@inheritDoc} */
    @Override
    public Example<float[]> begin(String input) {
        List<Window> windows = planner.single(tokenizer.encode(input));
        return new Example<>() {

            private final WeightedMean mean = new WeightedMean();
            private double[] largest;

            @Override
            public List<Window> windows() {
                return windows;
            }

            @Override
            public void accept(Window window, Outputs outputs) {
                double[] vector = Scores.identity(pool(outputs));
                if (pooling != Pooling.MAX) {
                    mean.add(vector, window);
                } else if (largest == null) {
                    largest = vector;
                } else {
                    for (int i = 0; i < vector.length; i++) {
                        largest[i] = Math.max(largest[i], vector[i]);
                    }
                }
            }

            @Override
            public float[] answer() {
                return toFloats(pooling == Pooling.MAX ? largest : mean.get());
            }
        };
    }

    private float[] pool(Outputs outputs) {
        try (NDArray states = outputs.perToken("last_hidden_state"); // n e
                NDArray pooled =
                        switch (pooling) {
                            case MEAN -> states.mean(new int[] {0});
                            case CLS -> states.get(0);
                            case MAX -> states.max(new int[] {0});
                        }) {
            return Outputs.floats(pooled);
        }
    }

    private float[] toFloats(double[] vector) {
        double norm = 1;
        if (normalize) {
            double squares = 0;
            for (double value : vector) {
                squares += value * value;
            }
            // The floor of torch.nn.functional.normalize.
            norm = Math.max(Math.sqrt(squares), 1e-12);
        }
        float[] floats = new float[vector.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) (vector[i] / norm);
        }
        return floats;
    }
}
