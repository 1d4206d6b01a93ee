/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights;

/** Damaged safetensors files. */
public final class SafetensorsFuzz extends WeightFuzz {

    /** Takes the files of the tests. */
    public SafetensorsFuzz() {
        super("model.safetensors", samples(TORCH, "*.safetensors", FuzzSample::safetensors));
    }
}
