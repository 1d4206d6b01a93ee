/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.efficienttransformers.architecture.Architectures;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;

/** Models whose numbers don't matter, described as a config.json would. */
public final class RandomModel {

    private static final String REFORMER = "reformer";

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

    /**
     * A model with this attention, without dropout: a BERT, or the model that the mechanism has of
     * its own.
     */
    public static RandomModel of(
            AttentionKind kind,
            Settings settings,
            int vocabulary,
            int hidden,
            int layers,
            int heads,
            int intermediate,
            int maxLength) {
        RandomModel model =
                kind.id().equals(REFORMER)
                        ? reformer(vocabulary, hidden, layers, heads, intermediate, maxLength)
                        : bert(kind, vocabulary, hidden, layers, heads, intermediate, maxLength);
        settings.values()
                .forEach(
                        (key, value) ->
                                model.with(
                                        key,
                                        value instanceof Enum<?> e
                                                ? Setting.word(e)
                                                : words(value)));
        return model;
    }

    /** As config.json has constants: in small letters. */
    private static Object words(Object value) {
        return value instanceof List<?> list
                ? list.stream()
                        .map(one -> one instanceof Enum<?> e ? Setting.word(e) : one)
                        .toList()
                : value;
    }

    private static RandomModel bert(
            AttentionKind kind,
            int vocabulary,
            int hidden,
            int layers,
            int heads,
            int intermediate,
            int maxLength) {
        RandomModel model =
                new RandomModel(vocabulary, hidden, layers, heads, maxLength)
                        .with("model_type", kind.isSwappable() ? "bert" : kind.id())
                        .with("intermediate_size", intermediate)
                        .with("attention_probs_dropout_prob", 0)
                        // ConvBERT's width of the embeddings, and XLNet's only dropout.
                        .with("embedding_size", hidden)
                        .with("dropout", 0);
        return kind.isSwappable() ? model.with("attention", kind.id()) : model;
    }

    /** A Reformer whose layers take turns, local first, without dropout and with seeded hashes. */
    private static RandomModel reformer(
            int vocabulary, int hidden, int layers, int heads, int intermediate, int maxLength) {
        return new RandomModel(vocabulary, hidden, layers, heads, maxLength)
                .with("model_type", REFORMER)
                .with(
                        "attn_layers",
                        IntStream.range(0, layers)
                                .mapToObj(i -> i % 2 == 0 ? "local" : "lsh")
                                .toList())
                .with("attention_head_size", hidden / heads)
                .with("feed_forward_size", intermediate)
                .with("local_attention_probs_dropout_prob", 0)
                .with("lsh_attention_probs_dropout_prob", 0)
                .with("hash_seed", 0)
                .with("axial_pos_embds", false);
    }

    /** Sets a key of config.json. */
    public RandomModel with(String key, Object value) {
        config.put(key, value);
        return this;
    }

    /** Makes the Block, without numbers. */
    public TransformerModel build(Head head, KernelMode kernels) {
        JsonObject json = new Gson().toJsonTree(config).getAsJsonObject();
        PretrainedConfig source = new PretrainedConfig(json, "a random model");
        return TransformerModel.builder()
                .setDescription(Architectures.of(source).describe(source, head).withoutPooler())
                .optKernels(kernels)
                .build();
    }
}
