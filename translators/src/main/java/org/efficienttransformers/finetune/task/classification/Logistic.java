/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task.classification;

/** The loss of a probability. */
final class Logistic {

    private Logistic() {}

    /** The cross entropy of sigmoid(logit) and a target from 0 to 1, which overflows nowhere. */
    static double loss(double logit, double target) {
        return Math.max(logit, 0) - logit * target + Math.log1p(Math.exp(-Math.abs(logit)));
    }
}
