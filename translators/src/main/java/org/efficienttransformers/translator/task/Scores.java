/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.task;

import java.util.function.Function;

/** From logits to probabilities, in double precision, and sums of such over windows. */
public final class Scores {

    private Scores() {}

    /**
     * Finds a function by its name.
     *
     * @param name softmax, sigmoid or none
     * @param source what names it, for the message
     */
    public static Function<float[], double[]> function(String name, String source) {
        return switch (name) {
            case "softmax" -> Scores::softmax;
            case "sigmoid" -> Scores::sigmoid;
            case "none" -> Scores::identity;
            default ->
                    throw new IllegalArgumentException(
                            source
                                    + " has function_to_apply = "
                                    + name
                                    + "; allowed: softmax, sigmoid, none.");
        };
    }

    /** Makes probabilities that sum to 1. */
    public static double[] softmax(float[] logits) {
        double max = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            max = Math.max(max, logit);
        }
        double[] scores = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            scores[i] = Math.exp(logits[i] - max);
            sum += scores[i];
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] /= sum;
        }
        return scores;
    }

    /** Makes a probability of each logit by itself. */
    public static double[] sigmoid(float[] logits) {
        double[] scores = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            scores[i] = 1 / (1 + Math.exp(-logits[i]));
        }
        return scores;
    }

    /** Leaves the numbers as they are. */
    public static double[] identity(float[] logits) {
        double[] scores = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            scores[i] = logits[i];
        }
        return scores;
    }

    /** The place of the largest number; the first, if there are several. */
    public static int argMax(double[] scores) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            if (scores[i] > scores[best]) {
                best = i;
            }
        }
        return best;
    }
}
