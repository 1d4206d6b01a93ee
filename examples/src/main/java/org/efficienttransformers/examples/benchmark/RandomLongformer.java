/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import ai.djl.ModelException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.efficienttransformers.checkpoint.UntrainedModels;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.tokenizer.TextTokenizer;

/**
 * A Hugging Face folder of a Longformer with random weights and the sizes of
 * allenai/longformer-base-4096: what time and memory are measured on depends on sizes only.
 */
public final class RandomLongformer {

    private static final String TOKENIZER = "tokenizer.json";
    private static final int RESERVED_POSITIONS = 2;

    private RandomLongformer() {}

    /**
     * Writes config.json and model.safetensors.
     *
     * @param folder a folder that exists
     * @param layers the number of layers, 12 in base size
     * @param maxLength the longest text in tokens
     * @param window the attention window, in tokens
     */
    public static void write(Path folder, int layers, int maxLength, int window)
            throws IOException {
        write(folder, "LongformerModel", layers, maxLength, window);
    }

    /** As {@link #write}, with a head that answers questions. */
    public static void writeQuestionAnswering(Path folder, int layers, int maxLength, int window)
            throws IOException {
        write(folder, "LongformerForQuestionAnswering", layers, maxLength, window);
    }

    /** Which words a random model knows is all one: those of the bundled model. */
    public static void copyTokenizer(Path folder) throws ModelException, IOException {
        Criteria<String, float[]> criteria =
                Criteria.builder()
                        .setTypes(String.class, float[].class)
                        .optGroupId("org.efficienttransformers")
                        .optArtifactId("all-minilm-l6-v2")
                        .build();
        try (ZooModel<String, float[]> model = criteria.loadModel()) {
            Path bundled = model.getModelPath();
            Files.copy(bundled.resolve(TOKENIZER), folder.resolve(TOKENIZER));
            Files.writeString(
                    folder.resolve("tokenizer_config.json"),
                    String.format(
                            "{\"tokenizer_class\": \"%s\"}%n", TextTokenizer.className(bundled)));
        }
    }

    private static void write(
            Path folder, String architecture, int layers, int maxLength, int window)
            throws IOException {
        String config =
                String.format(
                        """
                        {
                          "architectures": ["%s"],
                          "model_type": "longformer",
                          "attention_window": %d,
                          "hidden_size": 768,
                          "intermediate_size": 3072,
                          "layer_norm_eps": 1e-5,
                          "max_position_embeddings": %d,
                          "num_attention_heads": 12,
                          "num_hidden_layers": %d,
                          "pad_token_id": 1,
                          "type_vocab_size": 1,
                          "vocab_size": 50265
                        }
                        """,
                        architecture, window, maxLength + RESERVED_POSITIONS, layers);
        JsonObject json = JsonParser.parseString(config).getAsJsonObject();
        try (NDManager manager = NDManager.newBaseManager()) {
            UntrainedModels.create(new PretrainedConfig(json, "the benchmark"), manager)
                    .save(folder, DataType.FLOAT32);
        }
    }
}
