/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.window;

import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.SelfAttentionContract;
import org.efficienttransformers.kernel.KernelMode;

/** Sliding-window attention keeps the contract. */
class SlidingWindowAttentionTest extends SelfAttentionContract {

    @Override
    protected SelfAttention create(KernelMode kernels, boolean causal, float dropout) {
        return new SlidingWindowAttention(sizes(kernels, causal, dropout), 4, 3, true);
    }
}
