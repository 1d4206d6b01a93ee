/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune;

import java.time.Duration;
import org.efficienttransformers.training.StepReport;

/** Is told how a fine-tuning goes. */
public interface FineTuningListener {

    /** Is told, and does nothing. */
    FineTuningListener NONE = new FineTuningListener() {};

    /**
     * A step was taken.
     *
     * @param report what came of it
     * @param last the number of the last step
     * @param loss the loss, smoothed
     * @param tokensPerSecond the speed of all steps so far, without evaluations
     * @param left how long the rest should take
     */
    default void stepped(
            StepReport report, long last, double loss, double tokensPerSecond, Duration left) {}

    /**
     * The model was evaluated.
     *
     * @param step the number of the step before
     * @param last the number of the last step
     * @param loss the loss, smoothed
     * @param evaluation what was found
     * @param best whether it is the best so far, and the model was saved
     */
    default void evaluated(
            long step, long last, double loss, Evaluation evaluation, boolean best) {}

    /**
     * The run has ended, or was told to. All files are written; where the process was told to end,
     * it waits for this method to return.
     *
     * @param result what came of the run
     */
    default void ended(FineTuning.Result result) {}
}
