/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.strided;

import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.SelfAttentionContract;
import org.efficienttransformers.attention.strided.StridedKind.Form;
import org.efficienttransformers.kernel.KernelMode;

/** The fixed form keeps the contract. */
class FixedFormTest extends SelfAttentionContract {

    @Override
    protected SelfAttention create(KernelMode kernels, boolean causal, float dropout) {
        return new StridedAttention(sizes(kernels, causal, dropout), Form.FIXED, 5, 2, 2);
    }
}
