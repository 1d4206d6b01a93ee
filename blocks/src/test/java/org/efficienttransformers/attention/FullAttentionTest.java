/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import org.efficienttransformers.kernel.KernelMode;

/** Full attention keeps the contract; its numbers are held to transformers' by the fixtures. */
class FullAttentionTest extends SelfAttentionContract {

    @Override
    protected SelfAttention create(KernelMode kernels, boolean causal, float dropout) {
        return FullAttention.builder()
                .setHiddenSize(HIDDEN)
                .setHeads(HEADS)
                .optCausal(causal)
                .optDropout(dropout)
                .optKernels(kernels)
                .build();
    }
}
