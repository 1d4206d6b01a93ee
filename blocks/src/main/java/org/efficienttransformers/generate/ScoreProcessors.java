/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.generate;

import static org.efficienttransformers.settings.Require.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.efficienttransformers.generate.TextGenerator.Lengths;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;

/**
 * What settings change of scores whether tokens are drawn or not: the processors of transformers
 * ({@code generation/logits_process.py}), in its order.
 */
final class ScoreProcessors {

    private static final float NEVER = Float.NEGATIVE_INFINITY;

    private ScoreProcessors() {}

    /**
     * Lists those that settings ask for.
     *
     * @param settings what is asked for
     * @param lengths those of the texts, and their number
     * @param sources the tokens that texts are about, padding included; empty for none
     * @return the processors, in their order
     */
    static List<ScoreProcessor> of(Settings settings, Lengths lengths, long[]... sources) {
        int prompt = lengths.prompt();
        int each = lengths.each();
        List<ScoreProcessor> all = new ArrayList<>();
        all.add((row, text, scores) -> checkTokens(settings, scores.length));
        Map<List<Integer>, Double> biases = settings.get(GenerationSettings.SEQUENCE_BIAS);
        if (!biases.isEmpty()) {
            all.add(biased(biases));
        }
        float toSource = (float) (1 / settings.get(GenerationSettings.ENCODER_REPETITION_PENALTY));
        if (toSource != 1) {
            // transformers doesn't repeat sources for beams: it takes as many rows as there are
            // sources, whichever they belong to.
            all.add(
                    (row, text, scores) -> {
                        if (row < sources.length) {
                            penalize(scores, toSource, sources[row]);
                        }
                    });
        }
        float toText = settings.get(GenerationSettings.REPETITION_PENALTY).floatValue();
        if (toText != 1) {
            all.add((row, text, scores) -> penalize(scores, toText, text));
        }
        int once = settings.get(GenerationSettings.NO_REPEAT_NGRAM_SIZE);
        if (once > 0) {
            all.add((row, text, scores) -> banRepeated(scores, once, text, text));
        }
        int notOfSource = settings.get(GenerationSettings.ENCODER_NO_REPEAT_NGRAM_SIZE);
        if (notOfSource > 0 && sources.length > 0) {
            all.add(
                    (row, text, scores) ->
                            banRepeated(scores, notOfSource, text, sources[row / each]));
        }
        List<Integer> ends = settings.get(GenerationSettings.EOS_TOKEN_ID);
        List<List<Integer>> bad =
                settings.get(GenerationSettings.BAD_WORDS_IDS).stream()
                        .filter(word -> word.size() != 1 || !ends.contains(word.get(0)))
                        .toList();
        if (!bad.isEmpty()) {
            Map<List<Integer>, Double> bans = new HashMap<>();
            bad.forEach(word -> bans.put(word, (double) NEVER));
            all.add(biased(bans));
        }
        int shortest = GenerationSettings.minLength(settings, prompt);
        if (shortest > 0) {
            all.add((row, text, scores) -> ban(scores, text.length < shortest, ends));
        }
        force(all, settings, lengths.longest());
        if (settings.get(GenerationSettings.REMOVE_INVALID_VALUES)) {
            all.add((row, text, scores) -> replaceInvalid(scores));
        }
        List<Double> decay = settings.get(GenerationSettings.EXPONENTIAL_DECAY_LENGTH_PENALTY);
        if (!decay.isEmpty()) {
            all.add((row, text, scores) -> favourEnd(scores, text.length - prompt, decay, ends));
        }
        List<Integer> suppressed = settings.get(GenerationSettings.SUPPRESS_TOKENS);
        if (!suppressed.isEmpty()) {
            all.add((row, text, scores) -> ban(scores, true, suppressed));
        }
        List<Integer> first = settings.get(GenerationSettings.BEGIN_SUPPRESS_TOKENS);
        if (!first.isEmpty()) {
            boolean forced = settings.get(GenerationSettings.FORCED_BOS_TOKEN_ID) != null;
            int begin = prompt > 1 || !forced ? prompt : prompt + 1;
            all.add((row, text, scores) -> ban(scores, text.length == begin, first));
        }
        return all;
    }

    /** Refuses tokens that the vocabulary doesn't have, where they are to come or not to come. */
    private static void checkTokens(Settings settings, int words) {
        Setting<List<List<Integer>>> bad = GenerationSettings.BAD_WORDS_IDS;
        settings.get(bad).forEach(word -> check(bad, word, words));
        Setting<Map<List<Integer>, Double>> biases = GenerationSettings.SEQUENCE_BIAS;
        settings.get(biases).keySet().forEach(word -> check(biases, word, words));
        Integer beginning = settings.get(GenerationSettings.FORCED_BOS_TOKEN_ID);
        if (beginning != null) {
            check(GenerationSettings.FORCED_BOS_TOKEN_ID, List.of(beginning), words);
        }
        Setting<List<Integer>> ends = GenerationSettings.FORCED_EOS_TOKEN_ID;
        check(ends, settings.get(ends), words);
    }

    private static void check(Setting<?> setting, List<Integer> tokens, int words) {
        for (int token : tokens) {
            require(
                    token < words,
                    "%s has the token %d; allowed: from 0 to %d (vocab_size is %d).",
                    setting.key(),
                    token,
                    words - 1,
                    words);
        }
    }

    private static void force(List<ScoreProcessor> all, Settings settings, int longest) {
        Integer beginning = settings.get(GenerationSettings.FORCED_BOS_TOKEN_ID);
        if (beginning != null) {
            all.add((row, text, scores) -> allowOnly(scores, text.length == 1, List.of(beginning)));
        }
        List<Integer> ends = settings.get(GenerationSettings.FORCED_EOS_TOKEN_ID);
        if (!ends.isEmpty()) {
            all.add((row, text, scores) -> allowOnly(scores, text.length == longest - 1, ends));
        }
    }

    /** Adds to the score of a token that completes a sequence. */
    private static ScoreProcessor biased(Map<List<Integer>, Double> biases) {
        return (row, text, scores) -> {
            Map<Integer, Float> sums = new HashMap<>();
            biases.forEach(
                    (sequence, bias) -> {
                        if (endsIn(text, sequence.subList(0, sequence.size() - 1))) {
                            int last = sequence.get(sequence.size() - 1);
                            sums.merge(last, bias.floatValue(), Float::sum);
                        }
                    });
            sums.forEach((token, sum) -> scores[token] += sum);
        };
    }

    private static boolean endsIn(long[] text, List<Integer> end) {
        if (end.size() > text.length) {
            return false;
        }
        for (int i = 0; i < end.size(); i++) {
            if (text[text.length - end.size() + i] != end.get(i)) {
                return false;
            }
        }
        return true;
    }

    /** Lowers the score of each of these tokens once, however often it comes. */
    private static void penalize(float[] scores, float penalty, long... tokens) {
        Set<Long> seen = new HashSet<>();
        for (long token : tokens) {
            if (token < scores.length && seen.add(token)) {
                float score = scores[(int) token];
                scores[(int) token] = score < 0 ? score * penalty : score / penalty;
            }
        }
    }

    /** Rules out tokens that would make a sequence that comes in another text. */
    private static void banRepeated(float[] scores, int size, long[] text, long... other) {
        if (text.length + 1 < size) {
            return;
        }
        int start = text.length - size + 1;
        for (int i = 0; i + size <= other.length; i++) {
            int last = i + size - 1;
            if (Arrays.equals(other, i, last, text, start, text.length)
                    && other[last] < scores.length) {
                scores[(int) other[last]] = NEVER;
            }
        }
    }

    private static void ban(float[] scores, boolean condition, List<Integer> tokens) {
        if (condition) {
            for (int token : tokens) {
                if (token < scores.length) {
                    scores[token] = NEVER;
                }
            }
        }
    }

    /** A token that must come costs nothing. */
    private static void allowOnly(float[] scores, boolean condition, List<Integer> tokens) {
        if (condition) {
            Arrays.fill(scores, NEVER);
            tokens.forEach(token -> scores[token] = 0);
        }
    }

    private static void replaceInvalid(float... scores) {
        for (int i = 0; i < scores.length; i++) {
            if (Float.isNaN(scores[i])) {
                scores[i] = 0;
            } else if (Float.isInfinite(scores[i])) {
                scores[i] = scores[i] > 0 ? Float.MAX_VALUE : -Float.MAX_VALUE;
            }
        }
    }

    private static void favourEnd(
            float[] scores, int added, List<Double> decay, List<Integer> ends) {
        int beyond = added - decay.get(0).intValue();
        if (beyond > 0) {
            float factor = (float) (Math.pow(decay.get(1), beyond) - 1);
            for (int end : ends) {
                if (end < scores.length) {
                    scores[end] += Math.abs(scores[end]) * factor;
                }
            }
        }
    }

    /** Renormalizes, as the last of all processors does. */
    static void normalize(int row, long[] text, float... scores) {
        float most = NEVER;
        for (float score : scores) {
            most = Math.max(most, score);
        }
        double sum = 0;
        for (float score : scores) {
            sum += Math.exp(score - (double) most);
        }
        double logarithm = Math.log(sum) + most;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) (scores[i] - logarithm);
        }
    }
}
