/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights;

import java.nio.file.Files;

/** Damaged files of torch.save before PyTorch 1.6. */
public final class LegacyTorchFuzz extends WeightFuzz {

    /** Takes the files of the tests. */
    public LegacyTorchFuzz() {
        super(
                "pytorch_model.bin",
                samples(
                        TORCH.resolve("legacy"),
                        "*.bin",
                        file -> FuzzSample.of(Files.readAllBytes(file))));
    }
}
