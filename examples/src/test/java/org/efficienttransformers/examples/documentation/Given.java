/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.documentation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonParser;
import java.util.List;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.training.TrainingBatch;

/** What pieces of the documentation begin with. */
public final class Given {

    private Given() {}

    /**
     * Returns a small causal Reformer.
     *
     * @param length the longest text
     * @return its config.json
     */
    public static PretrainedConfig reformer(int length) {
        String json =
                """
                {"model_type": "reformer", "architectures": ["ReformerModelWithLMHead"],
                 "vocab_size": 20, "hidden_size": 16, "num_attention_heads": 2,
                 "attention_head_size": 8, "attn_layers": ["local", "lsh"],
                 "local_attn_chunk_length": 8, "lsh_attn_chunk_length": 8, "num_hashes": 2,
                 "hash_seed": 0, "is_decoder": true, "feed_forward_size": 32,
                 "hidden_dropout_prob": 0, "axial_pos_embds": false,
                 "max_position_embeddings": %d}
                """
                        .formatted(length);
        return new PretrainedConfig(JsonParser.parseString(json).getAsJsonObject(), "config.json");
    }

    /**
     * Returns the batches of a step.
     *
     * @param step the number of the step
     * @param scope owns them
     * @return one batch of two texts of two classes
     */
    public static List<TrainingBatch> batches(long step, NDManager scope) {
        NDArray ids = scope.full(new Shape(2, 8), 3 + (int) step, DataType.INT64);
        ids.setName("input_ids");
        return List.of(
                new TrainingBatch(new NDList(ids), new NDList(scope.create(new long[] {0, 1}))));
    }
}
