/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.gte;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.architecture.ConfigSettings;
import org.efficienttransformers.architecture.RotaryConfig;
import org.efficienttransformers.architecture.RotaryEncoder;
import org.efficienttransformers.architecture.Spellings;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Activation;
import org.efficienttransformers.description.AttentionPart;
import org.efficienttransformers.description.EmbeddingsPart;
import org.efficienttransformers.description.EmbeddingsPart.DropoutPlace;
import org.efficienttransformers.description.FeedForwardPart;
import org.efficienttransformers.description.FusedPart;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.HeadPart;
import org.efficienttransformers.description.HeadPart.Activate;
import org.efficienttransformers.description.HeadPart.Decode;
import org.efficienttransformers.description.HeadPart.Norm;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.LinearPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.description.NormPart;

/**
 * GTE ({@code gte} of transformers, {@code new} of the remote code at Alibaba-NLP/new-impl; <a
 * href="https://arxiv.org/abs/2407.19669">Zhang et al., 2024</a>): post-norm, gated feed forward,
 * rotary positions.
 */
public final class Gte extends RotaryEncoder {

    private static final String QUERIES_KEYS_VALUES = "qkv_proj";
    private static final String UP_AND_GATE = "up_gate_proj";

    private static final Spellings SPELLINGS =
            new Spellings(
                    ".attention.query.", ".self_attn.q_proj.",
                    ".attention.key.", ".self_attn.k_proj.",
                    ".attention.value.", ".self_attn.v_proj.",
                    ".attention.", ".self_attn.",
                    ".attn_ln.", ".post_attention_layernorm.",
                    ".mlp_ln.", ".post_mlp_layernorm.",
                    "lm_head.norm.", "lm_head.layer_norm.");

    private static final String HUB = "new";

    /** Made by the service loader. */
    public Gte() {
        super(
                Map.of("gte", "Gte", HUB, "New"),
                EnumSet.of(
                        Head.BASE,
                        Head.MASKED_LM,
                        Head.SEQUENCE_CLASSIFICATION,
                        Head.TOKEN_CLASSIFICATION),
                List.of("lm_head", "classifier"),
                "embeddings.word_embeddings.weight",
                "lm_head.decoder.weight");
    }

    @Override
    public ModelDescription describe(PretrainedConfig config, Head head) {
        requireHead(config, head);
        boolean hub = config.modelType().equals(HUB);
        config.word("layer_norm_type", "layer_norm");
        config.word("position_embedding_type", "rope");
        config.requireOnly("logn_attention_scale", false);
        int size = config.integer("hidden_size", 768);
        float dropout = (float) config.number("hidden_dropout_prob", 0.1);
        List<LayerPart> layers = new ArrayList<>();
        int count = config.has("num_hidden_layers") ? config.layers("num_hidden_layers") : 12;
        for (int i = 0; i < count; i++) {
            layers.add(
                    new LayerPart(
                            "encoder.layer." + i,
                            false,
                            attention(config, size, hub, dropout),
                            feedForward(config, size, dropout)));
        }
        // The published models without types get those of BERT's tokenizer nevertheless.
        int types = config.integer("type_vocab_size", 1);
        EmbeddingsPart embeddings =
                new EmbeddingsPart(
                        "embeddings",
                        "word_embeddings.weight",
                        config.integer("vocab_size", hub ? 30_528 : 250_048),
                        size,
                        positions(layers, maxLength(config, hub)),
                        types == 0 ? null : "token_type_embeddings.weight",
                        types == 0 ? 2 : types,
                        norm(config, "LayerNorm"),
                        dropout,
                        DropoutPlace.AFTER_NORM,
                        false);
        return new ModelDescription(
                hub ? HUB : "gte",
                embeddings,
                layers,
                false,
                null,
                true,
                head == Head.SEQUENCE_CLASSIFICATION
                        ? new LinearPart("pooler.dense", size, true)
                        : null,
                head(config, head, size, dropout),
                config.integer("pad_token_id", hub ? 0 : 1),
                config.integer("sep_token_id", 2),
                null);
    }

    private static int maxLength(PretrainedConfig config, boolean hub) {
        return config.integer("max_position_embeddings", hub ? 2048 : 8192);
    }

    private AttentionPart attention(PretrainedConfig config, int size, boolean hub, float dropout) {
        int heads = config.integer("num_attention_heads", 12);
        int headSize = headSize(config, size, heads);
        AttentionKind kind = attention(config);
        return new AttentionPart(
                "attention",
                kind,
                ConfigSettings.of(kind, config),
                heads,
                heads,
                headSize,
                false,
                true,
                RotaryConfig.of(config, hub ? 10_000 : 160_000, headSize, maxLength(config, hub)),
                QUERIES_KEYS_VALUES,
                norm(config, "attn_ln"),
                new LinearPart("attention.o_proj", size, true),
                (float) config.number("attention_probs_dropout_prob", 0),
                dropout);
    }

    private static FeedForwardPart feedForward(PretrainedConfig config, int size, float dropout) {
        int width = config.integer("intermediate_size", 3072);
        LinearPart up = new LinearPart("mlp.up_proj", width, false);
        LinearPart gate = new LinearPart("mlp.gate_proj", width, false);
        return new FeedForwardPart(
                norm(config, "mlp_ln"),
                gate,
                up,
                FusedPart.of("mlp." + UP_AND_GATE, up, gate),
                new LinearPart("mlp.down_proj", size, true),
                Activation.of(config.string("hidden_act", "gelu")),
                0,
                dropout,
                dropout,
                0);
    }

    private static NormPart norm(PretrainedConfig config, String name) {
        return new NormPart(
                name, NormPart.Kind.LAYER, (float) config.number("layer_norm_eps", 1e-12));
    }

    private static HeadPart head(PretrainedConfig config, Head head, int size, float dropout) {
        return head(
                config,
                head,
                dropout,
                HeadPart.linear("lm_head.dense", size),
                new Activate(Activation.GELU),
                new Norm(norm(config, "lm_head.norm")),
                new Decode(
                        config.bool("tie_word_embeddings", true) ? null : "lm_head.decoder.weight",
                        "lm_head.decoder.bias"));
    }

    /** Both spellings: that of the hub, which is ours, and that of transformers. */
    @Override
    public String canonical(String name) {
        return SPELLINGS.ours(
                name.replaceFirst("^(module\\.)?((new|gte)\\.)?", "")
                        .replaceFirst("^layers\\.", "encoder.layer."));
    }

    @Override
    public String inTransformers(String name) {
        return name.contains(QUERIES_KEYS_VALUES) || name.contains(UP_AND_GATE)
                ? null
                : SPELLINGS.theirs(
                        name.replaceFirst("^new\\.", "gte.").replace("encoder.layer.", "layers."));
    }
}
