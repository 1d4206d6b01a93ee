/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
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
import org.efficienttransformers.examples.plan.EncoderSizes;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;

/** Models whose numbers don't matter, described as a config.json would. */
public final class RandomModel {

    private static final String REFORMER = "reformer";

    private final Map<String, Object> config = new LinkedHashMap<>();

    /**
     * A model with this attention, without dropout: a BERT, or the model that the mechanism has of
     * its own.
     */
    public static RandomModel of(
            AttentionKind kind, Settings settings, EncoderSizes sizes, int maxLength) {
        RandomModel model =
                new RandomModel()
                        .with("vocab_size", sizes.vocabulary())
                        .with("hidden_size", sizes.hidden())
                        .with("num_hidden_layers", sizes.layers())
                        .with("num_attention_heads", sizes.heads())
                        .with("max_position_embeddings", maxLength)
                        .with("hidden_dropout_prob", 0)
                        .with("layer_norm_eps", 1e-12);
        if (kind.id().equals(REFORMER)) {
            model.reformer(sizes);
        } else {
            model.bert(kind, sizes);
        }
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

    private void bert(AttentionKind kind, EncoderSizes sizes) {
        with("model_type", kind.isSwappable() ? "bert" : kind.id());
        with("intermediate_size", sizes.intermediate());
        with("attention_probs_dropout_prob", 0);
        // ConvBERT's width of the embeddings, and XLNet's only dropout.
        with("embedding_size", sizes.hidden());
        with("dropout", 0);
        if (kind.isSwappable()) {
            with("attention", kind.id());
        }
    }

    /** A Reformer whose layers take turns, local first, without dropout and with seeded hashes. */
    private void reformer(EncoderSizes sizes) {
        with("model_type", REFORMER);
        with(
                "attn_layers",
                IntStream.range(0, sizes.layers())
                        .mapToObj(i -> i % 2 == 0 ? "local" : "lsh")
                        .toList());
        with("attention_head_size", sizes.headSize());
        with("feed_forward_size", sizes.intermediate());
        with("local_attention_probs_dropout_prob", 0);
        with("lsh_attention_probs_dropout_prob", 0);
        with("hash_seed", 0);
        with("axial_pos_embds", false);
    }

    /** Sets a key of config.json. */
    public RandomModel with(String key, Object value) {
        config.put(key, value);
        return this;
    }

    /** Makes the Block, without numbers. */
    public TransformerModel build(Head head, KernelMode kernels) {
        JsonObject json = new Gson().toJsonTree(config).getAsJsonObject();
        return build(new PretrainedConfig(json, "a random model"), head, kernels);
    }

    /** Makes the Block that a config.json describes, without a pooler. */
    public static TransformerModel build(PretrainedConfig config, Head head, KernelMode kernels) {
        return TransformerModel.builder()
                .setDescription(Architectures.of(config).describe(config, head).withoutPooler())
                .optKernels(kernels)
                .build();
    }

    /** Makes an encoder without a head, with random numbers, which belong to the manager. */
    public TransformerModel encoder(NDManager manager) {
        TransformerModel model = build(Head.BASE, KernelMode.AUTO);
        Engine.getInstance().setRandomSeed(1);
        model.initialize(manager, DataType.FLOAT32, new Shape(1, 1));
        return model;
    }
}
