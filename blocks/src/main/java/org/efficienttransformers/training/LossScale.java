/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import static org.efficienttransformers.settings.Require.require;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the loss is multiplied by, so that gradients computed in float16 don't vanish below 6e-8 (<a
 * href="https://arxiv.org/abs/1710.03740">Micikevicius et al., 2017</a>): halved when a gradient
 * overflows, whose step is then skipped, and doubled after {@value #INTERVAL} steps without that,
 * as {@code torch.amp.GradScaler} does.
 */
final class LossScale {

    private static final Logger logger = LoggerFactory.getLogger(LossScale.class);

    private static final int INTERVAL = 2000;
    private static final double FACTOR = 2;
    private static final double LOWEST = 1;

    private double value;
    private int steps; // since it was changed

    /**
     * Starts.
     *
     * @param first the first scale, 1 or more; best a power of two, which rounds nothing
     */
    LossScale(double first) {
        require(
                first >= LOWEST && Double.isFinite(first),
                "The first scale of the loss is %s; allowed: a number of 1 or more, such as 65536.",
                first);
        value = first;
    }

    /** The scale of the next step. */
    double value() {
        return value;
    }

    /** After a step whose gradients were finite. */
    void fits() {
        steps++;
        if (steps == INTERVAL && Double.isFinite(value * FACTOR)) {
            set(value * FACTOR);
        }
    }

    /**
     * After a step that had a gradient that isn't.
     *
     * @return false if no lower scale would help
     */
    boolean overflows(long step) {
        if (value <= LOWEST) {
            return false;
        }
        double lower = Math.max(LOWEST, value / FACTOR);
        logger.info(
                "Step {} is skipped, as its gradients overflow where the loss is multiplied by {};"
                        + " from now on it is {}.",
                step,
                value,
                lower);
        set(lower);
        return true;
    }

    private void set(double scale) {
        value = scale;
        steps = 0;
    }

    /** What {@link #resume} takes. */
    String state() {
        return value + " " + steps;
    }

    /** Goes on where another one was. */
    void resume(String state) {
        String[] parts = state.split(" ", 2);
        value = Double.parseDouble(parts[0]);
        steps = Integer.parseInt(parts[1]);
    }
}
