/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.generate;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.efficienttransformers.kernel.HostArrays;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.settings.Settings;

/**
 * Generates texts token by token, as {@code generate} of transformers 5 does: the best token each
 * time, drawn ones, or beam search, after {@link GenerationSettings}.
 *
 * <p>The thread that generates may be interrupted: what was generated is then lost, and {@link
 * CancellationException} tells so.
 */
public final class TextGenerator {

    private final Settings settings;
    private final Random random;
    private final TokenListener listener;

    /**
     * Makes a generator.
     *
     * @param settings what is asked for
     * @param seed of what is drawn; the same draws the same
     * @param listener hears of each token
     */
    public TextGenerator(Settings settings, long seed, TokenListener listener) {
        this.settings = settings;
        this.listener = listener;
        random = new Random(seed);
        int beams = settings.get(GenerationSettings.NUM_BEAMS);
        int returned = settings.get(GenerationSettings.NUM_RETURN_SEQUENCES);
        require(
                returned == 1
                        || returned <= beams
                        || (beams == 1 && settings.get(GenerationSettings.DO_SAMPLE)),
                "num_return_sequences is %d and num_beams is %d; allowed: at most num_beams, or"
                        + " num_beams = 1 with do_sample = true.",
                returned,
                beams);
        require(
                settings.get(GenerationSettings.TEMPERATURE) > 0
                        || !settings.get(GenerationSettings.DO_SAMPLE),
                "temperature is 0, and do_sample is true; draw by a temperature above 0, or leave"
                        + " do_sample out.");
    }

    /**
     * Makes a generator that nobody listens to.
     *
     * @param settings what is asked for
     * @param seed of what is drawn
     */
    public TextGenerator(Settings settings, long seed) {
        this(settings, seed, TokenListener.NONE);
    }

    /**
     * Generates.
     *
     * @param predictor one that has read nothing yet; the caller closes it
     * @param prompts what texts begin with, one or more, of equal length of one token or more
     * @param sources the tokens that each text is about, padding included, for those settings that
     *     look at them; null for none
     * @return the texts
     * @throws IllegalArgumentException if there is no room for a text
     * @throws CancellationException if the thread was interrupted
     */
    public GeneratedTexts generate(TokenPredictor predictor, long[][] prompts, long[][] sources) {
        int prompt = prompts[0].length;
        require(prompt > 0, "The prompt has no tokens; give at least one to continue.");
        int longest = GenerationSettings.maxLength(settings, prompt);
        if (!GenerationSettings.isLengthAsked(settings)) {
            longest = Math.min(longest, Math.max(prompt + 1, predictor.maxLength()));
        }
        require(
                longest > prompt,
                "The prompt is %d tokens long, and max_length is %d; it must be more.",
                prompt,
                longest);
        // The last token isn't read.
        require(
                longest <= predictor.maxLength() + 1L,
                "The text may get %d tokens long, and the model takes at most %d; ask for %d fewer.",
                longest,
                predictor.maxLength(),
                longest - predictor.maxLength() - 1L);
        int beams = settings.get(GenerationSettings.NUM_BEAMS);
        int each = beams > 1 ? beams : settings.get(GenerationSettings.NUM_RETURN_SEQUENCES);
        List<ScoreProcessor> processors =
                processors(settings, new Lengths(prompt, longest, each), sources);
        Stop stop = new Stop(settings, longest);
        if (beams == 1) {
            return one(predictor, stop, processors, prompts);
        }
        try (BeamSearch search = new BeamSearch(settings, stop, processors, random, listener)) {
            return search.run(predictor, prompts);
        }
    }

    /**
     * Generates texts about others.
     *
     * @param model an encoder-decoder that generates
     * @param sources what to write about: {@code input_ids}, {@code attention_mask}, {@code
     *     global_attention_mask}, (b, m)
     * @return the texts, each beginning with the decoder's start token
     * @throws IllegalArgumentException if there is no room for a text, or the model has another
     *     head or doesn't take the sources
     * @throws CancellationException if the thread was interrupted
     */
    public GeneratedTexts generate(TransformerModel model, NDList sources) {
        NDArray ids = sources.get("input_ids");
        long[] all = HostArrays.longs(ids);
        int length = Math.toIntExact(ids.getShape().get(1));
        long[][] rows = new long[Math.toIntExact(ids.getShape().get(0))][];
        long[][] prompts = new long[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(all, i * length, (i + 1) * length);
            prompts[i] = new long[] {start(model)};
        }
        return model.compute(
                Long.MAX_VALUE,
                () -> {
                    try (TokenPredictor predictor =
                            TokenPredictor.of(model, sources, ids.getManager())) {
                        return generate(predictor, prompts, rows);
                    }
                });
    }

    private long start(TransformerModel model) {
        Integer start = settings.get(GenerationSettings.DECODER_START_TOKEN_ID);
        Integer beginning = settings.get(GenerationSettings.BOS_TOKEN_ID);
        if (start != null) {
            return start;
        }
        return beginning != null ? beginning : model.description().decoder().startTokenId();
    }

    /**
     * Changes the scores of the token after a text as generation does, without choosing one.
     *
     * @param settings what is asked for
     * @param text the text, which is taken for a whole prompt
     * @param sources the tokens that texts are about; null for none
     * @param row the number of this text's source, about which it is the only text
     * @param scores the scores, logits or logarithms of probabilities; changed
     */
    public static void process(
            Settings settings, long[] text, long[][] sources, int row, float... scores) {
        int longest = GenerationSettings.maxLength(settings, text.length);
        Lengths lengths = new Lengths(text.length, longest, 1);
        for (ScoreProcessor processor : processors(settings, lengths, sources)) {
            processor.process(row, text, scores);
        }
    }

    /**
     * What processors know of all texts.
     *
     * @param prompt the length of their beginning
     * @param longest how long they may get
     * @param each how many there are of each prompt
     */
    record Lengths(int prompt, int longest, int each) {}

    private static List<ScoreProcessor> processors(
            Settings settings, Lengths lengths, long[]... sources) {
        List<ScoreProcessor> processors =
                new ArrayList<>(
                        ScoreProcessors.of(
                                settings, lengths, sources == null ? new long[0][] : sources));
        processors.addAll(Warpers.of(settings));
        if (settings.get(GenerationSettings.RENORMALIZE_LOGITS)) {
            processors.add(ScoreProcessors::normalize);
        }
        return processors;
    }

    /** When a text ends. */
    static final class Stop {

        private final long[] ends;
        private final int longest;
        private final long deadline;

        Stop(Settings settings, int longest) {
            ends =
                    settings.get(GenerationSettings.EOS_TOKEN_ID).stream()
                            .mapToLong(Integer::longValue)
                            .toArray();
            this.longest = longest;
            Double seconds = settings.get(GenerationSettings.MAX_TIME);
            deadline =
                    seconds == null ? Long.MAX_VALUE : System.nanoTime() + (long) (seconds * 1e9);
        }

        /** How long a text may get. */
        int longest() {
            return longest;
        }

        /** The tokens that end it. */
        long[] ends() {
            return ends;
        }

        /** Tells whether time is up; refuses to go on when interrupted. */
        boolean isLate() {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException(
                        "Generation was interrupted before its end; what was generated is lost.");
            }
            return deadline != Long.MAX_VALUE && System.nanoTime() - deadline >= 0;
        }

        boolean isEnd(long token) {
            for (long end : ends) {
                if (end == token) {
                    return true;
                }
            }
            return false;
        }
    }

    /** What fills up shorter texts: the end where there is no padding; -1 for neither. */
    static long padding(Settings settings) {
        Integer padding = settings.get(GenerationSettings.PAD_TOKEN_ID);
        List<Integer> ends = settings.get(GenerationSettings.EOS_TOKEN_ID);
        if (padding != null) {
            return padding;
        }
        return ends.isEmpty() ? -1 : ends.get(0);
    }

    private GeneratedTexts one(
            TokenPredictor predictor,
            Stop stop,
            List<ScoreProcessor> processors,
            long[]... prompts) {
        int copies = settings.get(GenerationSettings.NUM_RETURN_SEQUENCES);
        boolean drawn = settings.get(GenerationSettings.DO_SAMPLE);
        int rows = prompts.length * copies;
        long[][] texts = new long[rows][];
        int[] origins = new int[rows];
        for (int i = 0; i < rows; i++) {
            origins[i] = i / copies;
            texts[i] = prompts[i / copies].clone();
        }
        boolean[] ended = new boolean[rows];
        float[][] first = predictor.read(false, prompts);
        float[][] scores = new float[rows][];
        Arrays.setAll(scores, i -> i % copies == 0 ? first[i / copies] : first[i / copies].clone());
        if (copies > 1) {
            predictor.reorder(origins);
        }
        long padding = padding(settings);
        while (true) {
            boolean late = stop.isLate();
            boolean all = true;
            long[][] next = new long[rows][1];
            for (int i = 0; i < rows; i++) {
                if (ended[i]) {
                    next[i][0] = padding;
                } else {
                    for (ScoreProcessor processor : processors) {
                        processor.process(i, texts[i], scores[i]);
                    }
                    next[i][0] = drawn ? draw(scores[i]) : best(scores[i]);
                    ended[i] = stop.isEnd(next[i][0]);
                    if (i % copies == 0) {
                        listener.accept(origins[i], next[i][0]);
                    }
                }
                texts[i] = appended(texts[i], next[i][0]);
                all &= ended[i];
            }
            if (all || late || texts[0].length >= stop.longest()) {
                return new GeneratedTexts(texts, null);
            }
            scores = predictor.read(false, next);
        }
    }

    static long[] appended(long[] text, long token) {
        long[] longer = Arrays.copyOf(text, text.length + 1);
        longer[text.length] = token;
        return longer;
    }

    /** The first of the best; what isn't a number counts as the most, as in PyTorch. */
    private static long best(float... scores) {
        int best = 0;
        for (int i = 0; i < scores.length; i++) {
            if (Float.isNaN(scores[i])) {
                return i;
            }
            best = scores[i] > scores[best] ? i : best;
        }
        return best;
    }

    private long draw(float... scores) {
        double[] probabilities = Warpers.probabilities(scores);
        double drawn = random.nextDouble();
        int last = 0;
        for (int i = 0; i < probabilities.length; i++) {
            if (probabilities[i] > 0) {
                last = i;
                drawn -= probabilities[i];
                if (drawn < 0) {
                    return i;
                }
            }
        }
        return last;
    }
}
