/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.sentence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.efficienttransformers.weights.TensorStore;
import org.efficienttransformers.weights.folder.Weights;

/** The weights of a module's own folder, as strictly read as those of a model. */
final class ModuleWeights {

    private ModuleWeights() {}

    /** The tensors that a module has, and their shapes. */
    static final class Expected {

        private final Map<String, Shape> shapes = new LinkedHashMap<>();

        void add(String name, long... shape) {
            shapes.put(name, new Shape(shape));
        }
    }

    /**
     * Reads them into Java's memory.
     *
     * @throws IOException if a tensor is missing, too many, or of another shape; before any is read
     */
    static Map<String, float[]> read(Path folder, Expected expected, NDManager manager)
            throws IOException {
        try (TensorStore store = Weights.open(folder);
                NDManager scope = manager.newSubManager()) {
            Set<String> names = store.names();
            for (String name : names) {
                if (!expected.shapes.containsKey(name)) {
                    throw new IOException(
                            "The weights in "
                                    + folder
                                    + " have a tensor "
                                    + name
                                    + ", which its config.json doesn't ask for.");
                }
            }
            for (Map.Entry<String, Shape> entry : expected.shapes.entrySet()) {
                String name = entry.getKey();
                if (!names.contains(name)) {
                    throw new IOException(
                            "The weights in "
                                    + folder
                                    + " have no tensor "
                                    + name
                                    + ", which its config.json asks for.");
                }
                if (!store.shape(name).equals(entry.getValue())) {
                    throw new IOException(
                            String.format(
                                    "The tensor %s in %s has the shape %s; by its config.json it"
                                            + " is %s.",
                                    name, folder, store.shape(name), entry.getValue()));
                }
            }
            Map<String, float[]> weights = new HashMap<>();
            for (String name : expected.shapes.keySet()) {
                try (NDArray array = store.read(scope, name);
                        NDArray floats = array.toType(DataType.FLOAT32, false)) {
                    weights.put(name, floats.toFloatArray());
                }
            }
            return weights;
        }
    }
}
