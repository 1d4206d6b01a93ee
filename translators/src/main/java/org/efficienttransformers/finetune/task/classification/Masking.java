/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task.classification;

import java.util.SplittableRandom;

/**
 * Hides tokens of sequences to learn from, others in each epoch, so that a model doesn't learn
 * texts by heart.
 *
 * @param share the share of the tokens
 * @param token the id to put in their place
 * @param seed where the random numbers start
 */
public record Masking(double share, int token, long seed) {

    private static final long PRIME = 1_000_003;

    /** Hides nothing. */
    public static final Masking NONE = new Masking(0, 0, 0);

    /** A copy with hidden tokens; the first and the last, which mark the ends, are kept. */
    int[] apply(int[] ids, int epoch, int index) {
        if (share == 0) {
            return ids;
        }
        SplittableRandom random = new SplittableRandom((seed * PRIME + epoch) * PRIME + index);
        int[] masked = ids.clone();
        for (int i = 1; i < ids.length - 1; i++) {
            if (random.nextDouble() < share) {
                masked[i] = token;
            }
        }
        return masked;
    }
}
