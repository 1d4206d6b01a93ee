/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.efficienttransformers.weights.TensorStore;
import org.efficienttransformers.weights.safetensors.SafetensorsStore;

/**
 * A checkpoint with inputs, and the outputs that transformers gives for them.
 *
 * @param folder holds the checkpoint and case.safetensors
 */
record Fixture(Path folder) {

    private static final Path FOLDERS = Path.of("src/test/resources/fixtures");

    private static final String INPUT = "in.";

    /** One of this project, by the name of its folder. */
    static Fixture of(String name) {
        return new Fixture(FOLDERS.resolve(name));
    }

    /** Its inputs, by the names that transformers gives them. */
    NDList inputs(NDManager manager) throws IOException {
        try (TensorStore tensors = SafetensorsStore.open(folder.resolve("case.safetensors"))) {
            return inputs(tensors, manager);
        }
    }

    /** The inputs in a case.safetensors that is open. */
    static NDList inputs(TensorStore tensors, NDManager manager) throws IOException {
        NDList inputs = new NDList();
        for (String name : tensors.names()) {
            if (name.startsWith(INPUT)) {
                NDArray input = tensors.read(manager, name);
                input.setName(name.substring(INPUT.length()));
                inputs.add(input);
            }
        }
        return inputs;
    }

    /** What the checkpoint, loaded with arguments of a Criteria, gives for its inputs. */
    NDList outputs(Map<String, ?> arguments, NDManager manager) throws IOException {
        return outputs(inputs(manager), arguments, manager);
    }

    /** What it gives for other inputs. */
    NDList outputs(NDList inputs, Map<String, ?> arguments, NDManager manager) throws IOException {
        return Checkpoint.load(folder, manager, LoadOptions.of(arguments))
                .model()
                .forward(new ParameterStore(manager, false), inputs, false);
    }

    /** The largest difference of two arrays, relative to the largest magnitude in the second. */
    static double error(NDArray actual, NDArray expected) {
        return actual.toType(expected.getDataType(), false).sub(expected).abs().max().getFloat()
                / expected.abs().max().getFloat();
    }
}
