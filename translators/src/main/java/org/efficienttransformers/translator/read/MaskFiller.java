/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.read;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.modality.Classifications;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.tokenizer.EncodedText;
import org.efficienttransformers.tokenizer.SpecialTokens.SpecialToken;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.efficienttransformers.translator.FilledMask;
import org.efficienttransformers.translator.TranslatorArguments;
import org.efficienttransformers.translator.task.Example;
import org.efficienttransformers.translator.task.Outputs;
import org.efficienttransformers.translator.task.Scores;
import org.efficienttransformers.translator.task.Task;
import org.efficienttransformers.translator.task.TaskContext;
import org.efficienttransformers.translator.window.Window;
import org.efficienttransformers.translator.window.WindowPlanner;

/**
 * Finds the tokens that may stand at the masks of a text, each mask for itself.
 *
 * <p>Of the windows of a longer text, each mask is filled by the one that it belongs to, which has
 * most text around it. Only the logits at masks are computed, and only windows that have some.
 *
 * @param <O> the answer: Classifications of the only mask, or an array of those of each
 */
public final class MaskFiller<O> implements Task<String, O> {

    private final TextTokenizer tokenizer;
    private final WindowPlanner planner;
    private final SpecialToken mask;
    private final String logits;
    private final int topK;
    private final boolean several;
    private final Function<Classifications[], O> form;

    private MaskFiller(TaskContext context, boolean several, Function<Classifications[], O> form) {
        tokenizer = context.tokenizer();
        planner = context.planner();
        this.several = several;
        this.form = form;
        mask = tokenizer.specialTokens().mask();
        logits = context.model().head() == Head.PRETRAINING ? "prediction_logits" : "logits";
        topK = context.get(TranslatorArguments.TOP_K);
        int vocabSize = context.model().vocabSize();
        require(
                mask != null,
                "%s has no mask token, which filling masks needs; tokenizer_config.json may name"
                        + " it as mask_token.",
                tokenizer.source());
        require(
                topK <= vocabSize,
                "topK is %s; allowed: up to the vocabulary's %s.",
                topK,
                vocabSize);
    }

    public static MaskFiller<Classifications> ofOne(TaskContext context) {
        return new MaskFiller<>(context, false, answers -> answers[0]);
    }

    public static MaskFiller<Classifications[]> ofSeveral(TaskContext context) {
        return new MaskFiller<>(context, true, answers -> answers);
    }

    @Override
    public Example<O> begin(String input) {
        EncodedText text = tokenizer.encode(input);
        int[] masks =
                IntStream.range(0, text.length()).filter(i -> text.ids()[i] == mask.id()).toArray();
        require(
                masks.length > 0,
                "The text has no mask token; put %s where a word is to be found.",
                mask.content());
        require(
                masks.length == 1 || several,
                "The text has %s mask tokens; ask for Classifications[] to fill more than one.",
                masks.length);
        return new MaskedText(masks, planner.single(text));
    }

    /** A text with masks. */
    private final class MaskedText implements Example<O> {

        private final int[] masks;
        private final List<Window> windows = new ArrayList<>();
        private final Classifications[] answers;

        MaskedText(int[] masks, List<Window> all) {
            this.masks = masks;
            answers = new Classifications[masks.length];
            int last = all.get(all.size() - 1).part().to();
            require(
                    masks[masks.length - 1] < last,
                    "The mask at token %s lies after the %s tokens that truncation leaves; shorten"
                            + " the text, or load the model with stride=<tokens> instead.",
                    masks[masks.length - 1],
                    last);
            for (Window window : all) {
                int[] places = masksOf(window).map(i -> window.placeOf(masks[i])).toArray();
                if (places.length > 0) {
                    windows.add(window.keepingLogits(places));
                }
            }
        }

        /** Which masks, counted from 0, belong to a window. */
        private IntStream masksOf(Window window) {
            return IntStream.range(0, masks.length)
                    .filter(i -> masks[i] >= window.part().ownFrom())
                    .filter(i -> masks[i] < window.part().ownTo());
        }

        @Override
        public List<Window> windows() {
            return windows;
        }

        @Override
        public void accept(Window window, Outputs outputs) {
            int[] own = masksOf(window).toArray();
            for (int i = 0; i < own.length; i++) {
                answers[own[i]] = best(outputs.perKept(logits, i));
            }
        }

        @Override
        public O answer() {
            return form.apply(answers);
        }

        private Classifications best(float[] logits) {
            double[] scores = Scores.softmax(logits);
            List<Integer> ids =
                    IntStream.range(0, scores.length)
                            .boxed()
                            .sorted(Comparator.comparingDouble(id -> -scores[id]))
                            .limit(topK)
                            .toList();
            List<FilledMask.Token> tokens = new ArrayList<>();
            List<Double> probabilities = new ArrayList<>();
            for (int id : ids) {
                tokens.add(new FilledMask.Token(id, tokenizer.token(id), tokenizer.decode(id)));
                probabilities.add(scores[id]);
            }
            return new FilledMask(tokens, probabilities);
        }
    }
}
