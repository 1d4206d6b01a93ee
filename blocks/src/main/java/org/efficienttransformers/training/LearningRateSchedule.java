/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.training.tracker.Tracker;

/**
 * A learning rate that rises linearly from 0 for so many steps and then stays, or falls to 0: the
 * {@code constant_with_warmup}, {@code linear} and {@code cosine} of transformers' {@code
 * get_scheduler}, value for value.
 *
 * <p>Steps are those of the optimizer, counted from 0; one step takes as many batches as are
 * accumulated. The first step of a warm-up has rate 0, as there. It is a {@link Tracker}, and so
 * goes with DJL's optimizers as well, which count from 1.
 */
public final class LearningRateSchedule implements Tracker {

    private enum Decay {
        NONE,
        LINEAR,
        COSINE
    }

    private final Decay decay;
    private final double rate;
    private final long warmUp;
    private final long steps;

    private LearningRateSchedule(Decay decay, double rate, long warmUp, long steps) {
        require(
                rate > 0 && !Double.isInfinite(rate),
                "The learning rate is %s; allowed: a number above 0, such as 3e-5.",
                rate);
        require(
                warmUp >= 0 && steps >= 1 && warmUp <= steps,
                "The warm-up takes %s of %s steps; allowed: a step or more in all, and from 0 to"
                        + " all of them for the warm-up.",
                warmUp,
                steps);
        this.decay = decay;
        this.rate = rate;
        this.warmUp = warmUp;
        this.steps = steps;
    }

    /**
     * A rate that stays as it is after the warm-up.
     *
     * @param rate the rate, above 0
     * @param warmUp the number of steps in which it is reached, 0 or more
     * @return the schedule
     */
    public static LearningRateSchedule constant(double rate, long warmUp) {
        return new LearningRateSchedule(Decay.NONE, rate, warmUp, Long.MAX_VALUE);
    }

    /**
     * A rate that falls on a line to 0, which it reaches after the last step.
     *
     * @param rate the highest rate, above 0
     * @param warmUp the number of steps in which it is reached, from 0 to {@code steps}
     * @param steps the number of steps in all
     * @return the schedule
     */
    public static LearningRateSchedule linear(double rate, long warmUp, long steps) {
        return new LearningRateSchedule(Decay.LINEAR, rate, warmUp, steps);
    }

    /**
     * A rate that falls to 0 by half a wave of the cosine (<a
     * href="https://arxiv.org/abs/1608.03983">SGDR</a>, without its restarts).
     *
     * @param rate the highest rate, above 0
     * @param warmUp the number of steps in which it is reached, from 0 to {@code steps}
     * @param steps the number of steps in all
     * @return the schedule
     */
    public static LearningRateSchedule cosine(double rate, long warmUp, long steps) {
        return new LearningRateSchedule(Decay.COSINE, rate, warmUp, steps);
    }

    /**
     * Returns the rate of a step.
     *
     * @param step the number of the step, counted from 0
     * @return the rate, from 0 up
     */
    public double rate(long step) {
        if (step < warmUp) {
            return rate * step / warmUp;
        }
        // 0 right after the warm-up, 1 after the last step.
        double progress = Math.min(1, (double) (step - warmUp) / Math.max(1, steps - warmUp));
        return switch (decay) {
            case NONE -> rate;
            case LINEAR -> rate * (1 - progress);
            case COSINE -> rate * 0.5 * (1 + Math.cos(Math.PI * progress));
        };
    }

    /**
     * Returns the rate of an update.
     *
     * @param numUpdate the number of the update, counted from 1 as DJL's optimizers do
     * @return the rate, from 0 up
     */
    @Override
    public float getNewValue(int numUpdate) {
        return (float) rate(numUpdate - 1L);
    }
}
