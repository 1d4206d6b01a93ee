/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.read;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.util.StringPair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.efficienttransformers.sentence.LateInteraction;
import org.efficienttransformers.sentence.LateInteraction.Expansion;
import org.efficienttransformers.sentence.VectorStep;
import org.efficienttransformers.settings.Settings;
import org.efficienttransformers.tokenizer.EncodedText;
import org.efficienttransformers.tokenizer.SequenceTemplate;
import org.efficienttransformers.tokenizer.SpecialTokens.SpecialToken;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.efficienttransformers.translator.MaxSim;
import org.efficienttransformers.translator.RerankInput;
import org.efficienttransformers.translator.TranslatorArguments;
import org.efficienttransformers.translator.task.Example;
import org.efficienttransformers.translator.task.ExampleGroup;
import org.efficienttransformers.translator.task.Outputs;
import org.efficienttransformers.translator.task.Task;
import org.efficienttransformers.translator.task.TaskContext;
import org.efficienttransformers.translator.window.Window;
import org.efficienttransformers.translator.window.Window.Part;
import org.efficienttransformers.translator.window.WindowPlanner;

/**
 * Makes a vector of each token, by what a folder of ColBERT, PyLate or sentence-transformers says,
 * and scores texts by them ({@link MaxSim}).
 *
 * <p>Of windows of a longer document, each token's vector is that of the window that it belongs to;
 * the tokens around a text count once.
 */
public final class TokenVectors {

    private static final String QUERY = "query";
    private static final String DOCUMENT = "document";

    private final TaskContext context;
    private final LateInteraction folder;

    private TokenVectors(TaskContext context) {
        this.context = context;
        try {
            folder =
                    LateInteraction.read(context.sentence(), context.config(), context.manager())
                            .orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    context.sentence().folder()
                                                            + " doesn't say how a vector is made of"
                                                            + " each token; take a model for late"
                                                            + " interaction, whose model_type in"
                                                            + " config_sentence_transformers.json is"
                                                            + " MultiVectorEncoder or ColBERT, or"
                                                            + " whose class is HF_ColBERT; for scores of pairs a"
                                                            + " cross-encoder (StringPair -> float[] of a"
                                                            + " model with one label); or ask"
                                                            + " for one vector, float[]."));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        int size = context.model().description().stateSize();
        for (VectorStep step : folder.steps()) {
            size = step.outputSize(size);
        }
    }

    /** From a text to a vector for each of its tokens. */
    public static Task<String, float[][]> ofTexts(TaskContext context) {
        TokenVectors vectors = new TokenVectors(context);
        String name = context.get(TranslatorArguments.PROMPT_NAME);
        require(
                name == null || name.equals(QUERY) || name.equals(DOCUMENT),
                "promptName is '%s'; allowed: %s, %s.",
                name,
                QUERY,
                DOCUMENT);
        Side side = QUERY.equals(name) ? vectors.queries() : vectors.documents();
        return side::begin;
    }

    /** From a query and a text to their score. */
    public static Task<StringPair, float[]> ofPairs(TaskContext context) {
        Task<RerankInput, float[]> ranking = ofRanking(context);
        return pair -> {
            Objects.requireNonNull(pair.getValue(), "The second text of a pair is null; give one.");
            return ranking.begin(new RerankInput(pair.getKey(), List.of(pair.getValue())));
        };
    }

    /** From a query and texts to a score for each text. */
    public static Task<RerankInput, float[]> ofRanking(TaskContext context) {
        TokenVectors vectors = new TokenVectors(context);
        Side queries = vectors.queries();
        Side documents = vectors.documents();
        return input -> {
            List<Example<float[][]>> parts = new ArrayList<>();
            parts.add(queries.begin(input.query()));
            input.texts().forEach(text -> parts.add(documents.begin(text)));
            return new ExampleGroup<>(parts, vectors::scores);
        };
    }

    private float[] scores(List<float[][]> queryAndTexts) {
        float[][] query = queryAndTexts.get(0);
        float[] scores = new float[queryAndTexts.size() - 1];
        for (int i = 0; i < scores.length; i++) {
            double score = MaxSim.score(query, queryAndTexts.get(i + 1));
            scores[i] = (float) (folder.averages() ? score / query.length : score);
        }
        return scores;
    }

    /** A longer query is refused or cut: windows would have several expansions. */
    private Side queries() {
        boolean cut = context.get(TranslatorArguments.TRUNCATION);
        return new Side(
                folder.query(), Settings.DEFAULT.with(TranslatorArguments.TRUNCATION, cut), cut);
    }

    private Side documents() {
        return new Side(folder.document(), context.arguments(), true);
    }

    /** How texts of one kind are read, with this model's tokens. */
    private final class Side {

        private final TextTokenizer tokenizer = context.tokenizer();
        private final SequenceTemplate template;
        private final WindowPlanner planner;
        private final boolean takesLonger;
        private final String prompt;
        private final Expansion expansion;
        private final int filler;
        private final Set<Integer> skipped;

        Side(LateInteraction.Side side, Settings arguments, boolean takesLonger) {
            this.takesLonger = takesLonger;
            String marker = side.marked() ? marker(side.prompt()) : "";
            template =
                    marker.isEmpty()
                            ? tokenizer.single()
                            : tokenizer.single().before(tokenizer.id(marker));
            prompt = side.prompt().substring(marker.length());
            planner =
                    side.maxLength() == 0 && marker.isEmpty() && takesLonger
                            ? context.planner()
                            : new WindowPlanner(
                                    tokenizer,
                                    template,
                                    context.model(),
                                    arguments,
                                    side.maxLength() == 0
                                            ? context.planner().limit()
                                            : side.maxLength());
            expansion = side.expansion();
            int most = context.model().maxLength();
            require(
                    expansion == null || expansion.length() <= most,
                    "Queries are filled up to %s tokens, and the model takes at most %s; the"
                            + " folder's files don't belong together.",
                    expansion == null ? 0 : expansion.length(),
                    most);
            filler = expansion == null ? 0 : filler();
            skipped =
                    side.skipped().stream()
                            .map(tokenizer::id)
                            .filter(Objects::nonNull)
                            .collect(Collectors.toSet());
        }

        /**
         * The token at the beginning of a prompt that was put there as one in training, where the
         * tokenizer wouldn't read it as one.
         */
        private String marker(String prompt) {
            for (String candidate : new String[] {prompt, prompt.split("\\s+", 2)[0]}) {
                Integer id = candidate.isEmpty() ? null : tokenizer.id(candidate);
                if (id != null) {
                    int[] read = tokenizer.encode(candidate).ids();
                    return read.length == 1 && read[0] == id ? "" : candidate;
                }
            }
            return "";
        }

        private int filler() {
            SpecialToken mask = tokenizer.specialTokens().mask();
            String token = expansion.token();
            Integer id =
                    token != null
                            ? tokenizer.id(token)
                            : mask == null ? null : Integer.valueOf(mask.id());
            require(
                    id != null,
                    "Queries are filled up with %s, and the tokenizer has no such token; the"
                            + " folder's files don't belong together.",
                    token == null ? "its mask token" : token);
            return id;
        }

        Example<float[][]> begin(String input) {
            require(input != null, "The text is null; give one.");
            EncodedText text = tokenizer.encode(prompt + input);
            int length = text.length() + template.addedTokens();
            require(
                    takesLonger || length <= planner.limit(),
                    "The query is %s tokens long, and the model takes at most %s; shorten it, or"
                            + " load the model with truncation=true to cut it.",
                    length,
                    planner.limit());
            List<Window> windows = planner.single(text);
            if (expansion != null) {
                windows =
                        List.of(
                                windows.get(0)
                                        .filledUp(
                                                filler, expansion.length(), expansion.attended()));
            }
            return new Reading(windows, skipped);
        }
    }

    /** A text on its way. */
    private final class Reading implements Example<float[][]> {

        private final List<Window> windows;
        private final Set<Integer> skipped;
        private final float[][][] vectors;

        Reading(List<Window> windows, Set<Integer> skipped) {
            this.windows = windows;
            this.skipped = skipped;
            vectors = new float[windows.size()][][];
        }

        @Override
        public List<Window> windows() {
            return windows;
        }

        @Override
        public void accept(Window window, Outputs outputs) {
            int index = windows.indexOf(window);
            Part part = window.part();
            int from = index == 0 ? 0 : window.placeOf(part.ownFrom());
            int to = index == windows.size() - 1 ? window.length() : window.placeOf(part.ownTo());
            List<float[]> kept = new ArrayList<>();
            try (NDArray array = outputs.perToken("last_hidden_state")) { // n e
                float[] states = Outputs.floats(array);
                int size = states.length / window.length();
                for (int i = from; i < to; i++) {
                    if (!skipped.contains(window.ids()[i])) {
                        kept.add(finish(states, i * size, size));
                    }
                }
            }
            vectors[index] = kept.toArray(float[][]::new);
        }

        @Override
        public float[][] answer() {
            return Stream.of(vectors).flatMap(Stream::of).toArray(float[][]::new);
        }
    }

    private float[] finish(float[] states, int from, int size) {
        double[] vector = new double[size];
        for (int i = 0; i < size; i++) {
            vector[i] = states[from + i];
        }
        for (VectorStep step : folder.steps()) {
            vector = step.apply(vector);
        }
        float[] floats = new float[vector.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) vector[i];
        }
        return floats;
    }
}
