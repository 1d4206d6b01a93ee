/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;


import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.efficienttransformers.weights.SafetensorsWriter;

/**
 * A Hugging Face folder of a Longformer with random weights and the sizes of
 * allenai/longformer-base-4096: what time and memory are measured on depends on sizes only.
 */
final class RandomLongformer {

    private static final int HIDDEN = 768;
    private static final int INTERMEDIATE = 3072;
    private static final int VOCABULARY = 50265;
    private static final int RESERVED_POSITIONS = 2;
    private static final float DEVIATION = 0.02f;

    private final NDManager manager;
    private final Map<String, NDArray> tensors = new LinkedHashMap<>();

    private RandomLongformer(NDManager manager) {
        this.manager = manager;
    }

    /**
     * Writes config.json and model.safetensors.
     *
     * @param folder a folder that exists
     * @param layers the number of layers, 12 in base size
     * @param maxLength the longest text in tokens
     * @param window the attention window, in tokens
     */
    static void write(Path folder, int layers, int maxLength, int window) throws IOException {
        write(folder, "LongformerModel", layers, maxLength, window);
    }

    /** As {@link #write}, with a head that answers questions. */
    static void writeQuestionAnswering(Path folder, int layers, int maxLength, int window)
            throws IOException {
        write(folder, "LongformerForQuestionAnswering", layers, maxLength, window);
    }

    private static void write(
            Path folder, String architecture, int layers, int maxLength, int window)
            throws IOException {
        int positions = maxLength + RESERVED_POSITIONS;
        Files.writeString(
                folder.resolve("config.json"),
                String.format(
                        """
                        {
                          "architectures": ["%s"],
                          "model_type": "longformer",
                          "attention_window": %d,
                          "hidden_size": %d,
                          "intermediate_size": %d,
                          "layer_norm_eps": 1e-5,
                          "max_position_embeddings": %d,
                          "num_attention_heads": 12,
                          "num_hidden_layers": %d,
                          "pad_token_id": 1,
                          "type_vocab_size": 1,
                          "vocab_size": %d
                        }
                        """,
                        architecture, window, HIDDEN, INTERMEDIATE, positions, layers, VOCABULARY));
        try (NDManager manager = NDManager.newBaseManager()) {
            RandomLongformer model = new RandomLongformer(manager);
            model.addEmbeddings(positions);
            for (int i = 0; i < layers; i++) {
                model.addLayer("encoder.layer." + i + ".");
            }
            if (architecture.endsWith("ForQuestionAnswering")) {
                model.addLinear("qa_outputs", 2, HIDDEN);
            } else {
                model.addLinear("pooler.dense", HIDDEN, HIDDEN);
            }
            SafetensorsWriter.write(
                    folder.resolve("model.safetensors"), model.tensors, DataType.FLOAT32);
        }
    }

    private void addEmbeddings(int positions) {
        addRandom("embeddings.word_embeddings.weight", VOCABULARY, HIDDEN);
        addRandom("embeddings.position_embeddings.weight", positions, HIDDEN);
        addRandom("embeddings.token_type_embeddings.weight", 1, HIDDEN);
        addNorm("embeddings.LayerNorm");
    }

    private void addLayer(String layer) {
        for (String projection : new String[] {"query", "key", "value"}) {
            addLinear(layer + "attention.self." + projection, HIDDEN, HIDDEN);
            addLinear(layer + "attention.self." + projection + "_global", HIDDEN, HIDDEN);
        }
        addLinear(layer + "attention.output.dense", HIDDEN, HIDDEN);
        addNorm(layer + "attention.output.LayerNorm");
        addLinear(layer + "intermediate.dense", INTERMEDIATE, HIDDEN);
        addLinear(layer + "output.dense", HIDDEN, INTERMEDIATE);
        addNorm(layer + "output.LayerNorm");
    }

    private void addLinear(String name, int out, int in) {
        addRandom(name + ".weight", out, in);
        tensors.put(name + ".bias", manager.zeros(new Shape(out)));
    }

    private void addNorm(String name) {
        tensors.put(name + ".weight", manager.ones(new Shape(HIDDEN)));
        tensors.put(name + ".bias", manager.zeros(new Shape(HIDDEN)));
    }

    private void addRandom(String name, long... shape) {
        tensors.put(name, manager.randomNormal(0, DEVIATION, new Shape(shape), DataType.FLOAT32));
    }
}
