/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.read;

import ai.djl.modality.nlp.translator.NamedEntity;
import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import org.efficienttransformers.settings.Settings;
import org.efficienttransformers.tokenizer.EncodedText;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.efficienttransformers.translator.task.Example;
import org.efficienttransformers.translator.task.Outputs;
import org.efficienttransformers.translator.task.Scores;
import org.efficienttransformers.translator.task.Task;
import org.efficienttransformers.translator.task.TaskContext;
import org.efficienttransformers.translator.window.Window;
import org.efficienttransformers.translator.window.WindowPlanner;

/**
 * Labels the tokens of a text and makes entities of them: {@link EntityGrouper}.
 *
 * <p>Where windows of a longer text overlap, each token is labelled by the window that it belongs
 * to, before entities are made: one that goes over the border of two windows is found whole, and
 * once.
 */
public final class TokenClassifier implements Task<String, NamedEntity[]> {

    private final TextTokenizer tokenizer;
    private final WindowPlanner planner;
    private final List<String> labels;
    private final Settings asked;

    public TokenClassifier(TaskContext context) {
        tokenizer = context.tokenizer();
        planner = context.planner();
        labels = context.config().labels();
        asked = context.arguments();
    }

    @Override
    public Example<NamedEntity[]> begin(String input) {
        EncodedText text = tokenizer.encode(input);
        List<Window> windows = planner.single(text);
        EntityGrouper grouper = new EntityGrouper(text, tokenizer, labels, asked);
        return Example.of(
                windows,
                (window, outputs) -> {
                    float[] logits;
                    try (NDArray rows = outputs.perToken("logits")) { // n labels
                        logits = Outputs.floats(rows);
                    }
                    for (int token = window.part().ownFrom();
                            token < window.part().ownTo();
                            token++) {
                        int row = window.placeOf(token) * labels.size();
                        float[] scores = Arrays.copyOfRange(logits, row, row + labels.size());
                        grouper.add(token, Scores.softmax(scores));
                    }
                },
                grouper::finish);
    }
}
