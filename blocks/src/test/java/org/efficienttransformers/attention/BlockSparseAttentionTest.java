/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import org.efficienttransformers.kernel.KernelMode;

/** Block-sparse attention keeps the contract. */
class BlockSparseAttentionTest extends SelfAttentionContract {

    /** 10 blocks, the last of them a part: one random block needs more than 7. */
    @Override
    protected SelfAttention create(KernelMode kernels, boolean causal, float dropout) {
        return BlockSparseAttention.builder()
                .setHiddenSize(HIDDEN)
                .setHeads(HEADS)
                .optBlockSize(2)
                .optNumRandomBlocks(1)
                .optDropout(dropout)
                .optKernels(kernels)
                .build();
    }

    @Override
    protected boolean isCausalPossible() {
        return false;
    }

    /** The last block is global: padding must not begin another. */
    @Override
    protected int[] tokensAndPaddedLength() {
        return new int[] {LENGTH, LENGTH + 1};
    }
}
