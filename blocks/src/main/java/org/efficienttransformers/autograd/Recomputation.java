/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.autograd;

import java.util.function.Supplier;
import org.efficienttransformers.attention.randomfeature.RandomFeatureAttention;

/**
 * Computing once more what a forward pass computed, for its backward pass. Meanwhile a mechanism
 * that changes with the number of its calls in training ({@link RandomFeatureAttention}) doesn't.
 */
public final class Recomputation {

    private static final ThreadLocal<Boolean> ACTIVE = ThreadLocal.withInitial(() -> false);

    private Recomputation() {}

    /**
     * Computes something once more.
     *
     * @param computation what to compute, on this thread
     * @param <T> the type of the result
     * @return the result
     */
    public static <T> T of(Supplier<T> computation) {
        boolean before = ACTIVE.get();
        ACTIVE.set(true);
        try {
            return computation.get();
        } finally {
            ACTIVE.set(before);
        }
    }

    /** Tells whether this thread is at it. */
    public static boolean isActive() {
        return ACTIVE.get();
    }
}
