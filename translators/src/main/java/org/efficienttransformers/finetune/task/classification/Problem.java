/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task.classification;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.loss.Loss;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.finetune.Evaluation;

/**
 * What a sequence classifier is to say of texts, and what tells how well it does: one label ({@link
 * SingleLabel}), several at once ({@link SeveralLabels}), a number ({@link Regression}), or how
 * well two texts fit ({@link Ranking}).
 */
public interface Problem {

    /** {@return how many texts have an answer} */
    int size();

    /**
     * Puts answers together.
     *
     * @param manager owns the array
     * @param examples their indices
     * @return as {@link #loss} takes them
     */
    NDArray labels(NDManager manager, int... examples);

    /** {@return what is to become small} */
    Loss loss();

    /**
     * Compares what a model says with the answers.
     *
     * @param logits the logits of each example
     * @return what came of it
     */
    Evaluation evaluate(float[]... logits);

    /**
     * Says what the model learns where it is saved.
     *
     * @param model its config.json
     * @return the same with {@code problem_type}, or what else its users look for
     */
    PretrainedConfig config(PretrainedConfig model);
}
