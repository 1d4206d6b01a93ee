/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.efficienttransformers.weights.onnx.OnnxFiles;
import org.efficienttransformers.weights.onnx.OnnxStore;

/** Damaged ONNX models. */
public final class OnnxFuzz extends WeightFuzz {

    private static final String FILE = "model.onnx";

    /**
     * Makes a small model.
     *
     * @throws IOException never, since it is made in memory
     */
    public OnnxFuzz() throws IOException {
        super(FILE, List.of(FuzzSample.of(OnnxFiles.small())));
    }

    @Override
    TensorStore open(Path folder) throws IOException {
        return OnnxStore.open(folder.resolve(FILE));
    }
}
