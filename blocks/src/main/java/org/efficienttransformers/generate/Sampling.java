/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.generate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * How a token is chosen among those that may follow.
 *
 * <p>Logits are divided by the temperature; of the tokens in the order of their probability, the
 * first {@code topK} stay, and of those the fewest whose probabilities sum to {@code topP} or more;
 * one of these is drawn. This is the order in which transformers applies them.
 *
 * @param temperature 0 for always the most probable token; 1 for the model's own probabilities,
 *     below 1 for more of the probable, above for more of the others
 * @param topK how many tokens stay; 0 for all
 * @param topP what their probabilities sum to, above 0, at most 1; 1 for all
 */
public record Sampling(double temperature, int topK, double topP) {

    /** Always the most probable token. */
    public static final Sampling GREEDY = new Sampling(0, 0, 1);

    /** Checks the numbers. */
    public Sampling {
        if (!(temperature >= 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "temperature is " + temperature + "; allowed: 0 or more.");
        }
        if (topK < 0) {
            throw new IllegalArgumentException("topK is " + topK + "; allowed: 0 or more.");
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException(
                    "topP is " + topP + "; allowed: above 0, at most 1.");
        }
    }

    /**
     * Chooses a token.
     *
     * @param logits the logit of each
     * @param random what is drawn from, if anything
     * @return an index of the logits; of equal logits the greedy choice is the first
     */
    public int choose(float[] logits, RandomGenerator random) {
        if (temperature == 0) {
            return most(logits);
        }
        int[] tokens =
                IntStream.range(0, logits.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> -logits[i]))
                        .mapToInt(Integer::intValue)
                        .limit(topK == 0 ? logits.length : topK)
                        .toArray();
        double[] weights =
                Arrays.stream(tokens)
                        .mapToDouble(i -> Math.exp((logits[i] - logits[tokens[0]]) / temperature))
                        .toArray();
        double sum = Arrays.stream(weights).sum();
        int kept = 0;
        double mass = 0;
        while (kept < weights.length && (kept == 0 || mass < topP * sum)) {
            mass += weights[kept++];
        }
        double drawn = random.nextDouble() * mass;
        int choice = 0;
        while (choice < kept - 1 && drawn >= weights[choice]) {
            drawn -= weights[choice++];
        }
        return tokens[choice];
    }

    private static int most(float[] logits) {
        int most = 0;
        for (int i = 1; i < logits.length; i++) {
            most = logits[i] > logits[most] ? i : most;
        }
        return most;
    }
}
