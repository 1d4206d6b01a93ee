/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.task;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;
import org.efficienttransformers.tokenizer.EncodedText;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.efficienttransformers.translator.window.WeightedMean;
import org.efficienttransformers.translator.window.Window;
import org.efficienttransformers.translator.window.WindowPlanner.Globals;

/**
 * One text paired with each of several others: a prompt with its choices, a premise with its
 * hypotheses.
 *
 * <p>A longer first text is cut alike for all pairs, with room for the longest second one. The
 * probabilities are those of each window, over all pairs, and their mean weighted by the tokens of
 * the windows.
 *
 * @param <O> the answer
 */
public final class PromptedExample<O> implements Example<O> {

    private final List<Window> windows = new ArrayList<>();
    private final IdentityHashMap<Window, float[]> logits = new IdentityHashMap<>();
    private final int pairs;
    private final Function<float[][], double[]> probabilities;
    private final Function<double[], O> form;

    /**
     * Pairs the texts.
     *
     * @param context tokenizer and planner
     * @param first the text that is in all pairs
     * @param seconds the others
     * @param what what the others are, for messages
     * @param globals which tokens get global attention
     * @param probabilities makes the probability of each pair of the logits of each
     * @param form makes the answer of the probabilities
     */
    public PromptedExample(
            TaskContext context,
            String first,
            List<String> seconds,
            String what,
            Globals globals,
            Function<float[][], double[]> probabilities,
            Function<double[], O> form) {
        TextTokenizer tokenizer = context.tokenizer();
        EncodedText prompt = tokenizer.encode(first);
        List<EncodedText> others = seconds.stream().map(tokenizer::encode).toList();
        int longest = others.stream().mapToInt(EncodedText::length).max().orElseThrow();
        for (EncodedText other : others) {
            windows.addAll(context.planner().cutFirst(prompt, other, what, longest, globals));
        }
        pairs = others.size();
        this.probabilities = probabilities;
        this.form = form;
    }

    @Override
    public List<Window> windows() {
        return windows;
    }

    @Override
    public void accept(Window window, Outputs outputs) {
        logits.put(window, outputs.perSequence("logits"));
    }

    @Override
    public O answer() {
        WeightedMean mean = new WeightedMean();
        int windowsOfAPair = windows.size() / pairs;
        for (int window = 0; window < windowsOfAPair; window++) {
            float[][] ofPairs = new float[pairs][];
            for (int pair = 0; pair < pairs; pair++) {
                ofPairs[pair] = logits.get(windows.get(pair * windowsOfAPair + window));
            }
            mean.add(probabilities.apply(ofPairs), windows.get(window));
        }
        return form.apply(mean.get());
    }
}
