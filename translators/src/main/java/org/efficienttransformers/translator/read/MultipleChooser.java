/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.read;

import ai.djl.modality.Classifications;
import java.util.Arrays;
import java.util.List;
import org.efficienttransformers.translator.MultipleChoiceInput;
import org.efficienttransformers.translator.TranslatorArguments;
import org.efficienttransformers.translator.task.Example;
import org.efficienttransformers.translator.task.PromptedExample;
import org.efficienttransformers.translator.task.Scores;
import org.efficienttransformers.translator.task.Task;
import org.efficienttransformers.translator.task.TaskContext;
import org.efficienttransformers.translator.window.WindowPlanner.Globals;

/** Chooses how a prompt goes on: a softmax over the scores of the choices, each in pair with it. */
public final class MultipleChooser implements Task<MultipleChoiceInput, Classifications> {

    private final TaskContext context;

    public MultipleChooser(TaskContext context) {
        this.context = context;
    }

    @Override
    public Example<Classifications> begin(MultipleChoiceInput input) {
        return new PromptedExample<>(
                context,
                input.prompt(),
                input.choices(),
                "longest choice",
                Globals.SECOND_TEXT,
                MultipleChooser::probabilities,
                scores -> answer(input.choices(), scores));
    }

    private static double[] probabilities(float[][] logits) {
        float[] scores = new float[logits.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = logits[i][0];
        }
        return Scores.softmax(scores);
    }

    private Classifications answer(List<String> choices, double[] scores) {
        Classifications answer =
                new Classifications(choices, Arrays.stream(scores).boxed().toList());
        answer.setTopK(context.get(TranslatorArguments.TOP_K));
        return answer;
    }
}
