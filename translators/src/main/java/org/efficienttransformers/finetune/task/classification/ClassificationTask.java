/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task.classification;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.loss.Loss;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.finetune.Batching;
import org.efficienttransformers.finetune.Evaluation;
import org.efficienttransformers.finetune.FineTuningTask;
import org.efficienttransformers.finetune.TokenSequences;
import org.efficienttransformers.training.TrainingBatch;

/**
 * Texts, or pairs of texts, of which a sequence classifier is to say something.
 *
 * @param train what to learn from
 * @param validation what to evaluate on, the problem of the same kind
 * @param batching how to put sequences together
 * @param masking what is hidden of the sequences to learn from
 */
public record ClassificationTask(
        Examples train, Examples validation, Batching batching, Masking masking)
        implements FineTuningTask {

    /**
     * Sequences and what is to be said of them.
     *
     * @param sequences their tokens
     * @param problem what is right of each
     */
    public record Examples(TokenSequences sequences, Problem problem) {

        /** Checks that there is an answer for each. */
        public Examples {
            require(
                    sequences.ids().size() == problem.size(),
                    "%s sequences and %s classes don't match; give each a class.",
                    sequences.ids().size(),
                    problem.size());
        }
    }

    @Override
    public int[] lengths() {
        return train.sequences.lengths();
    }

    @Override
    public Loss loss() {
        return train.problem.loss();
    }

    @Override
    public PretrainedConfig config(PretrainedConfig model) {
        return train.problem.config(model);
    }

    @Override
    public TrainingBatch batch(NDManager manager, int epoch, int... examples) {
        TokenSequences whole = train.sequences.of(examples);
        TokenSequences masked =
                new TokenSequences(
                        IntStream.range(0, examples.length)
                                .mapToObj(
                                        i -> masking.apply(whole.ids().get(i), epoch, examples[i]))
                                .toList(),
                        whole.types());
        return new TrainingBatch(
                batching.pad(manager, masked), new NDList(train.problem.labels(manager, examples)));
    }

    @Override
    public Evaluation evaluate(UnaryOperator<NDList> model, NDManager manager) {
        float[][] logits = new float[validation.problem.size()][];
        batching.forEach(
                validation.sequences.lengths(),
                manager,
                (batch, scope) -> {
                    NDList inputs = batching.padToLongest(scope, validation.sequences.of(batch));
                    NDArray output = model.apply(inputs).head();
                    output.attach(scope); // b l
                    float[] values = output.toFloatArray();
                    int size = values.length / batch.length;
                    for (int i = 0; i < batch.length; i++) {
                        logits[batch[i]] = Arrays.copyOfRange(values, i * size, (i + 1) * size);
                    }
                });
        return validation.problem.evaluate(logits);
    }
}
