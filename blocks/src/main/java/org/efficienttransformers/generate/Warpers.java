/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.efficienttransformers.settings.Settings;

/**
 * What settings change of scores before a token is drawn: the warpers of transformers ({@code
 * generation/logits_process.py}), in its order. Tokens that aren't to be drawn get the score minus
 * infinity.
 */
final class Warpers {

    private static final float NEVER = Float.NEGATIVE_INFINITY;
    private static final int MOST_BY_ENTROPY = 100;

    private Warpers() {}

    /**
     * Lists those that settings ask for.
     *
     * @param settings what is asked for
     * @return the processors, in their order; none where tokens aren't drawn
     */
    static List<ScoreProcessor> of(Settings settings) {
        List<ScoreProcessor> all = new ArrayList<>();
        if (!settings.get(GenerationSettings.DO_SAMPLE)) {
            return all;
        }
        int ends = settings.get(GenerationSettings.EOS_TOKEN_ID).size();
        int least = settings.get(GenerationSettings.NUM_BEAMS) > 1 ? Math.max(2, ends + 1) : 1;
        float temperature = settings.get(GenerationSettings.TEMPERATURE).floatValue();
        if (temperature != 1) {
            all.add((row, text, scores) -> divide(scores, temperature));
        }
        Double entropy = settings.get(GenerationSettings.TOP_H);
        if (entropy != null) {
            all.add((row, text, scores) -> topH(scores, entropy));
        }
        int topK = settings.get(GenerationSettings.TOP_K);
        if (topK > 0) {
            all.add((row, text, scores) -> topK(scores, Math.max(topK, least)));
        }
        double topP = settings.get(GenerationSettings.TOP_P);
        if (topP < 1) {
            all.add((row, text, scores) -> topP(scores, topP, least));
        }
        Double minP = settings.get(GenerationSettings.MIN_P);
        if (minP != null) {
            all.add((row, text, scores) -> minP(scores, minP, least));
        }
        double typicalP = settings.get(GenerationSettings.TYPICAL_P);
        if (typicalP < 1) {
            all.add((row, text, scores) -> typicalP(scores, typicalP, least));
        }
        double epsilon = settings.get(GenerationSettings.EPSILON_CUTOFF);
        if (epsilon > 0 && epsilon < 1) {
            all.add((row, text, scores) -> cut(scores, epsilon, least));
        }
        double eta = settings.get(GenerationSettings.ETA_CUTOFF);
        if (eta > 0 && eta < 1) {
            all.add((row, text, scores) -> cut(scores, eta(scores, eta), least));
        }
        return all;
    }

    private static void divide(float[] scores, float temperature) {
        for (int i = 0; i < scores.length; i++) {
            scores[i] /= temperature;
        }
    }

    /** The probabilities. */
    static double[] probabilities(float... scores) {
        double most = NEVER;
        for (float score : scores) {
            most = Math.max(most, score);
        }
        double[] all = new double[scores.length];
        double sum = 0;
        for (int i = 0; i < all.length; i++) {
            all[i] = Math.exp(scores[i] - most);
            sum += all[i];
        }
        for (int i = 0; i < all.length; i++) {
            all[i] /= sum;
        }
        return all;
    }

    /** Tokens by a key, the least first; of equal ones the first. */
    private static int[] sorted(double... keys) {
        return IntStream.range(0, keys.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> keys[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static double[] negative(float... scores) {
        return IntStream.range(0, scores.length).mapToDouble(i -> -scores[i]).toArray();
    }

    private static void topK(float[] scores, int count) {
        if (count >= scores.length) {
            return;
        }
        float[] copy = scores.clone();
        Arrays.sort(copy);
        float least = copy[copy.length - count];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = scores[i] < least ? NEVER : scores[i];
        }
    }

    private static void topP(float[] scores, double share, int least) {
        double[] probabilities = probabilities(scores);
        int[] best = sorted(negative(scores));
        double[] above = new double[best.length];
        double sum = 0;
        for (int i = best.length - 1; i >= 0; i--) {
            sum += probabilities[best[i]];
            above[i] = sum;
        }
        for (int i = least; i < best.length; i++) {
            if (above[i] <= 1 - share) {
                scores[best[i]] = NEVER;
            }
        }
    }

    private static void minP(float[] scores, double share, int least) {
        double[] probabilities = probabilities(scores);
        int[] best = sorted(negative(scores));
        double bound = share * probabilities[best[0]];
        for (int i = least; i < best.length; i++) {
            if (probabilities[best[i]] < bound) {
                scores[best[i]] = NEVER;
            }
        }
    }

    private static double entropy(double... probabilities) {
        double sum = 0;
        for (double p : probabilities) {
            sum -= p > 0 ? p * Math.log(p) : 0;
        }
        return sum;
    }

    private static void typicalP(float[] scores, double share, int least) {
        double[] probabilities = probabilities(scores);
        double entropy = entropy(probabilities);
        double[] distance = new double[scores.length];
        Arrays.setAll(distance, i -> Math.abs(-Math.log(probabilities[i]) - entropy));
        int[] typical = sorted(distance);
        int last = 0;
        double sum = probabilities[typical[0]];
        while (sum < share && last < typical.length - 1) {
            sum += probabilities[typical[++last]];
        }
        double bound = distance[typical[last]];
        for (int i = least; i < typical.length; i++) {
            if (distance[typical[i]] > bound) {
                scores[typical[i]] = NEVER;
            }
        }
    }

    private static void topH(float[] scores, double share) {
        int[] best = sorted(negative(scores));
        int count = Math.min(MOST_BY_ENTROPY, best.length);
        float[] top = new float[count];
        for (int i = 0; i < count; i++) {
            top[i] = scores[best[i]];
        }
        double[] probabilities = probabilities(top);
        double bound = entropy(probabilities) * share;
        double sum = 0;
        for (int i = 0; i < best.length; i++) {
            if (i < count) {
                sum -= probabilities[i] > 0 ? probabilities[i] * Math.log(probabilities[i]) : 0;
            }
            if (i >= count || (i > 0 && sum > bound)) {
                scores[best[i]] = NEVER;
            }
        }
    }

    private static double eta(float[] scores, double epsilon) {
        return Math.min(epsilon, Math.sqrt(epsilon) * Math.exp(-entropy(probabilities(scores))));
    }

    private static void cut(float[] scores, double bound, int least) {
        double[] probabilities = probabilities(scores);
        float[] copy = scores.clone();
        Arrays.sort(copy);
        float kept = copy[copy.length - Math.min(least, copy.length)];
        for (int i = 0; i < scores.length; i++) {
            if (probabilities[i] < bound && scores[i] < kept) {
                scores[i] = NEVER;
            }
        }
    }
}
