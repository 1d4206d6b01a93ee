/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.efficienttransformers.generate.GenerationSettings.EarlyStopping;
import org.efficienttransformers.generate.TextGenerator.Stop;
import org.efficienttransformers.settings.Settings;

/**
 * Keeps the best texts of each prompt as they grow, as {@code _beam_search} of transformers 5 does.
 * Scores are float32, as there: where they meet, the last bit decides.
 */
final class BeamSearch implements AutoCloseable {

    /** The score of what isn't there, low but not infinite: sums and ratios of it are compared. */
    private static final float NONE = -1e9f;

    private final Settings settings;
    private final Stop stop;
    private final List<ScoreProcessor> processors;
    private final RandomGenerator random;
    private final TokenListener listener;
    private final int beams;
    private final float penalty;
    private final EarlyStopping early;
    private final Ranking ranking = new Ranking();

    BeamSearch(
            Settings settings,
            Stop stop,
            List<ScoreProcessor> processors,
            RandomGenerator random,
            TokenListener listener) {
        this.settings = settings;
        this.stop = stop;
        this.processors = processors;
        this.random = random;
        this.listener = listener;
        beams = settings.get(GenerationSettings.NUM_BEAMS);
        penalty = settings.get(GenerationSettings.LENGTH_PENALTY).floatValue();
        early = settings.get(GenerationSettings.EARLY_STOPPING);
    }

    /**
     * A text on its way.
     *
     * @param tokens the text, with its prompt
     * @param score the sum of logarithms; of a finished one divided by its length
     * @param beam the beam that it continues
     * @param finished true if it has ended
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Beam(long[] tokens, float score, int beam, boolean finished) {}

    /** The texts of one prompt. */
    private static final class Row {

        private List<Beam> running = new ArrayList<>();
        private List<Beam> finished = new ArrayList<>();
        private boolean canImprove = true;
        private boolean allStopped;
        private int told;

        boolean isFull() {
            return finished.stream().allMatch(Beam::finished);
        }
    }

    GeneratedTexts run(TokenPredictor predictor, long[]... prompts) {
        int prompt = prompts[0].length;
        List<Row> rows = new ArrayList<>();
        for (long[] tokens : prompts) {
            Row row = new Row();
            for (int beam = 0; beam < beams; beam++) {
                // All begin alike: at first only one may go on.
                row.running.add(new Beam(tokens, beam == 0 ? 0 : NONE, beam, false));
                row.finished.add(new Beam(tokens, NONE, beam, false));
            }
            row.told = prompt;
            rows.add(row);
        }
        float[][] scores = repeated(predictor.read(true, prompts));
        predictor.reorder(expanded(prompts.length));
        while (true) {
            boolean late = stop.isLate();
            boolean stopped = true;
            for (int i = 0; i < rows.size(); i++) {
                float[][] own = Arrays.copyOfRange(scores, i * beams, (i + 1) * beams);
                step(i, rows.get(i), own, prompt, late);
                stopped &= rows.get(i).allStopped;
                tell(i, rows.get(i));
            }
            boolean full = early == EarlyStopping.TRUE && rows.stream().allMatch(Row::isFull);
            if (stopped || full || rows.stream().noneMatch(row -> row.canImprove)) {
                return texts(rows, prompt);
            }
            scores = readOn(predictor, rows);
        }
    }

    private int[] expanded(int prompts) {
        int[] rows = new int[prompts * beams];
        Arrays.setAll(rows, i -> i / beams);
        return rows;
    }

    private float[][] repeated(float[]... scores) {
        float[][] all = new float[scores.length * beams][];
        Arrays.setAll(all, i -> scores[i / beams].clone());
        return all;
    }

    private float[][] readOn(TokenPredictor predictor, List<Row> rows) {
        int[] order = new int[rows.size() * beams];
        long[][] next = new long[order.length][1];
        for (int i = 0; i < order.length; i++) {
            Beam beam = rows.get(i / beams).running.get(i % beams);
            order[i] = i / beams * beams + beam.beam;
            next[i][0] = beam.tokens[beam.tokens.length - 1];
        }
        predictor.reorder(order);
        return predictor.read(true, next);
    }

    private void step(int number, Row row, float[][] scores, int prompt, boolean late) {
        for (int beam = 0; beam < beams; beam++) {
            Beam running = row.running.get(beam);
            for (ScoreProcessor processor : processors) {
                processor.process(number * beams + beam, running.tokens, scores[beam]);
            }
            for (int token = 0; token < scores[beam].length; token++) {
                scores[beam][token] += running.score;
            }
        }
        int kept = Math.max(2, 1 + stop.ends().length) * beams;
        int words = scores[0].length;
        List<Beam> candidates = new ArrayList<>();
        List<Boolean> stops = new ArrayList<>();
        for (int index : chosen(scores, kept)) {
            int beam = index / words;
            long token = index % words;
            long[] text = TextGenerator.appended(row.running.get(beam).tokens, token);
            candidates.add(new Beam(text, scores[beam][index % words], beam, false));
            stops.add(late || stop.isEnd(token) || text.length >= stop.longest());
        }
        int length = candidates.get(0).tokens.length - prompt;
        row.allStopped = stops.stream().allMatch(each -> each);
        finish(row, candidates, stops, length);
        row.running = goOn(candidates, stops);
        row.canImprove &= canImprove(row, length, prompt);
    }

    /** Indices of beam times words, the best first; drawn ones in the order of the draw. */
    private int[] chosen(float[][] scores, int count) {
        int words = scores[0].length;
        float[] keys = new float[scores.length * words];
        for (int i = 0; i < scores.length; i++) {
            System.arraycopy(scores[i], 0, keys, i * words, words);
        }
        if (settings.get(GenerationSettings.DO_SAMPLE)) {
            // Draws without putting back: the largest of p / x, x exponential.
            double most = NONE;
            for (float key : keys) {
                most = Math.max(most, key);
            }
            for (int i = 0; i < keys.length; i++) {
                double drawn = -Math.log(-Math.log1p(-random.nextDouble()));
                keys[i] = (float) (keys[i] - most + drawn);
            }
        }
        return ranking.best(count, keys);
    }

    /** The best of those that go on; those that don't are there only where others are lacking. */
    private List<Beam> goOn(List<Beam> candidates, List<Boolean> stops) {
        List<Beam> all = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            Beam beam = candidates.get(i);
            float score = beam.score + (stops.get(i) ? NONE : 0);
            all.add(new Beam(beam.tokens, score, beam.beam, false));
        }
        return bestOf(all);
    }

    private List<Beam> bestOf(List<Beam> all) {
        float[] scores = new float[all.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = all.get(i).score;
        }
        return IntStream.of(ranking.best(beams, scores)).mapToObj(all::get).toList();
    }

    /** Takes up what has ended among the best. */
    private void finish(Row row, List<Beam> candidates, List<Boolean> stops, int length) {
        boolean closed = early == EarlyStopping.TRUE && row.isFull();
        float divisor = (float) Math.pow(length, penalty);
        List<Beam> all = new ArrayList<>(row.finished);
        for (int i = 0; i < candidates.size(); i++) {
            Beam beam = candidates.get(i);
            boolean ended = stops.get(i) && i < beams;
            float score = beam.score / divisor;
            score += closed ? NONE : 0;
            score += row.canImprove ? 0 : NONE;
            score += ended ? 0 : NONE;
            all.add(new Beam(beam.tokens, score, beam.beam, ended));
        }
        row.finished = bestOf(all);
    }

    private boolean canImprove(Row row, int length, int prompt) {
        int hoped = early == EarlyStopping.NEVER && penalty > 0 ? stop.longest() - prompt : length;
        float best = row.running.get(0).score / (float) Math.pow(hoped, penalty);
        float worst = (float) row.finished.stream().mapToDouble(Beam::score).min().orElseThrow();
        return row.finished.stream().anyMatch(beam -> best > (beam.finished ? worst : NONE));
    }

    /** Tells the tokens that all texts that are still possible have in common. */
    private void tell(int number, Row row) {
        List<Beam> possible = new ArrayList<>();
        row.finished.stream().filter(Beam::finished).forEach(possible::add);
        row.running.stream().filter(beam -> beam.score > NONE / 2).forEach(possible::add);
        if (possible.isEmpty() || listener == TokenListener.NONE) {
            return;
        }
        long[] first = possible.get(0).tokens;
        int common = first.length;
        for (Beam beam : possible) {
            int mismatch = Arrays.mismatch(first, beam.tokens);
            common = mismatch < 0 ? common : Math.min(common, mismatch);
        }
        for (; row.told < common; row.told++) {
            listener.accept(number, first[row.told]);
        }
    }

    private GeneratedTexts texts(List<Row> rows, int prompt) {
        int returned = settings.get(GenerationSettings.NUM_RETURN_SEQUENCES);
        long[][] sequences = new long[rows.size() * returned][];
        float[] scores = new float[sequences.length];
        int longest = prompt;
        for (int i = 0; i < sequences.length; i++) {
            Beam beam = rows.get(i / returned).finished.get(i % returned);
            sequences[i] = beam.tokens;
            scores[i] = beam.score;
            longest = Math.max(longest, beam.tokens.length);
        }
        long fill = TextGenerator.padding(settings);
        long[] ends = stop.ends();
        // Padding of 0 counts as none, as in transformers.
        long filler = fill == 0 && ends.length > 0 ? ends[0] : fill;
        for (int i = 0; i < sequences.length; i++) {
            int length = sequences[i].length;
            if (i % returned == 0) {
                Row row = rows.get(i / returned);
                for (; row.told < length; row.told++) {
                    listener.accept(i / returned, sequences[i][row.told]);
                }
            }
            sequences[i] = Arrays.copyOf(sequences[i], longest);
            Arrays.fill(sequences[i], length, longest, filler);
        }
        return new GeneratedTexts(sequences, scores);
    }

    @Override
    public void close() {
        ranking.close();
    }
}
