/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights;

/** Damaged archives of torch.save. */
public final class TorchFuzz extends WeightFuzz {

    /** Takes the files of the tests. */
    public TorchFuzz() {
        super("pytorch_model.bin", samples(TORCH, "*.bin", FuzzSample::archive));
    }
}
