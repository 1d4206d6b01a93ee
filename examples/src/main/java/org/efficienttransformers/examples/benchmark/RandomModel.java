/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.efficienttransformers.architecture.Architectures;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.TransformerModel;

/** Models whose numbers don't matter, described as a config.json would. */
final class RandomModel {

    private final Map<String, Object> config = new LinkedHashMap<>();

    private RandomModel(int vocabulary, int hidden, int layers, int heads, int maxLength) {
        config.put("vocab_size", vocabulary);
        config.put("hidden_size", hidden);
        config.put("num_hidden_layers", layers);
        config.put("num_attention_heads", heads);
        config.put("max_position_embeddings", maxLength);
        config.put("hidden_dropout_prob", 0);
        config.put("layer_norm_eps", 1e-12);
    }

    /** A BERT with this attention, without dropout. */
    static RandomModel bert(
            String attention,
            int vocabulary,
            int hidden,
            int layers,
            int heads,
            int intermediate,
            int maxLength) {
        return new RandomModel(vocabulary, hidden, layers, heads, maxLength)
                .with("model_type", "bert")
                .with("attention", attention)
                .with("intermediate_size", intermediate)
                .with("attention_probs_dropout_prob", 0);
    }

    /** A Reformer whose layers take turns, local first, without dropout and with seeded hashes. */
    static RandomModel reformer(
            int vocabulary,
            int hidden,
            int layers,
            int heads,
            int intermediate,
            int maxLength,
            int chunk,
            int rounds) {
        return new RandomModel(vocabulary, hidden, layers, heads, maxLength)
                .with("model_type", "reformer")
                .with(
                        "attn_layers",
                        IntStream.range(0, layers)
                                .mapToObj(i -> i % 2 == 0 ? "local" : "lsh")
                                .toList())
                .with("attention_head_size", hidden / heads)
                .with("feed_forward_size", intermediate)
                .with("local_attn_chunk_length", chunk)
                .with("lsh_attn_chunk_length", chunk)
                .with("local_attention_probs_dropout_prob", 0)
                .with("lsh_attention_probs_dropout_prob", 0)
                .with("num_hashes", rounds)
                .with("hash_seed", 0)
                .with("axial_pos_embds", false);
    }

    /** Sets a key of config.json. */
    RandomModel with(String key, Object value) {
        config.put(key, value);
        return this;
    }

    /** Makes the Block, without numbers. */
    TransformerModel build(Head head, KernelMode kernels) {
        JsonObject json = new Gson().toJsonTree(config).getAsJsonObject();
        PretrainedConfig source = new PretrainedConfig(json, "a random model");
        return TransformerModel.builder()
                .setDescription(Architectures.of(source).describe(source, head).withoutPooler())
                .optKernels(kernels)
                .build();
    }
}
