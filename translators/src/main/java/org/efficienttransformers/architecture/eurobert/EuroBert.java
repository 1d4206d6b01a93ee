/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.eurobert;

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
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.HeadPart;
import org.efficienttransformers.description.HeadPart.Activate;
import org.efficienttransformers.description.HeadPart.Decode;
import org.efficienttransformers.description.HeadPart.Linear;
import org.efficienttransformers.description.HeadPart.Mean;
import org.efficienttransformers.description.HeadPart.Rows;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.LinearPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.description.NormPart;

/**
 * EuroBERT (<a href="https://arxiv.org/abs/2503.05500">Boizard et al., 2025</a>): Llama as an
 * encoder, that is pre-norm by root mean squares, gated feed forward, rotary positions, and heads
 * of queries that share keys and values.
 */
public final class EuroBert extends RotaryEncoder {

    private static final String WORDS = "embed_tokens.weight";

    private static final Spellings SPELLINGS =
            new Spellings(
                    ".self_attn.query.", ".self_attn.q_proj.",
                    ".self_attn.key.", ".self_attn.k_proj.",
                    ".self_attn.value.", ".self_attn.v_proj.");

    /** Made by the service loader. */
    public EuroBert() {
        super(
                Map.of("eurobert", "EuroBert"),
                EnumSet.of(
                        Head.BASE,
                        Head.MASKED_LM,
                        Head.SEQUENCE_CLASSIFICATION,
                        Head.TOKEN_CLASSIFICATION),
                List.of("lm_head", "dense", "classifier"),
                WORDS,
                "lm_head.weight");
    }

    @Override
    public ModelDescription describe(PretrainedConfig config, Head head) {
        requireHead(config, head);
        int size = config.integer("hidden_size", 768);
        List<LayerPart> layers = new ArrayList<>();
        int count = config.has("num_hidden_layers") ? config.layers("num_hidden_layers") : 12;
        for (int i = 0; i < count; i++) {
            layers.add(
                    new LayerPart(
                            "layers." + i,
                            true,
                            attention(config, size),
                            feedForward(config, size)));
        }
        EmbeddingsPart embeddings =
                new EmbeddingsPart(
                        "",
                        WORDS,
                        config.integer("vocab_size", 128_256),
                        size,
                        positions(layers, maxLength(config)),
                        null,
                        1,
                        null,
                        0,
                        DropoutPlace.AFTER_NORM,
                        false);
        return new ModelDescription(
                "model",
                embeddings,
                layers,
                false,
                norm(config, "norm"),
                true,
                null,
                head(config, head, size),
                config.integer("pad_token_id", 128_001),
                config.integer("sep_token_id", 128_001),
                null);
    }

    private static int maxLength(PretrainedConfig config) {
        return config.integer("max_position_embeddings", 8192);
    }

    private AttentionPart attention(PretrainedConfig config, int size) {
        int heads = config.integer("num_attention_heads", 12);
        int headSize = headSize(config, size, heads);
        boolean bias = config.bool("attention_bias", false);
        AttentionKind kind = attention(config);
        return new AttentionPart(
                "self_attn",
                kind,
                ConfigSettings.of(kind, config),
                heads,
                config.integer("num_key_value_heads", heads),
                headSize,
                false,
                bias,
                RotaryConfig.of(config, 10_000, headSize, maxLength(config)),
                null,
                norm(config, "input_layernorm"),
                new LinearPart("self_attn.o_proj", size, bias),
                (float) config.number("attention_dropout", 0),
                0);
    }

    private static FeedForwardPart feedForward(PretrainedConfig config, int size) {
        int width = config.integer("intermediate_size", 3072);
        boolean bias = config.bool("mlp_bias", false);
        return new FeedForwardPart(
                // Its name is that of Llama: it stands before the feed forward.
                norm(config, "post_attention_layernorm"),
                new LinearPart("mlp.gate_proj", width, bias),
                new LinearPart("mlp.up_proj", width, bias),
                null,
                new LinearPart("mlp.down_proj", size, bias),
                Activation.of(config.string("hidden_act", "silu")),
                0,
                0,
                0,
                0);
    }

    private static NormPart norm(PretrainedConfig config, String name) {
        return new NormPart(name, NormPart.Kind.RMS, (float) config.number("rms_norm_eps", 1e-5));
    }

    private static HeadPart head(PretrainedConfig config, Head head, int size) {
        Linear classifier = HeadPart.linear("classifier", config.labels().size());
        return switch (head) {
            case MASKED_LM ->
                    HeadPart.of(
                            head,
                            Rows.ALL,
                            new Decode(
                                    config.bool("tie_word_embeddings", false)
                                            ? null
                                            : "lm_head.weight",
                                    // As in transformers, where the bias goes by that key.
                                    config.bool("mlp_bias", false) ? "lm_head.bias" : null));
            case SEQUENCE_CLASSIFICATION -> {
                Linear dense = HeadPart.linear("dense", size);
                Activate gelu = new Activate(Activation.GELU);
                yield switch (config.word("classifier_pooling", "late", "bos", "mean")) {
                    case "bos" -> HeadPart.of(head, Rows.FIRST, dense, gelu, classifier);
                    case "mean" -> HeadPart.of(head, Rows.MEAN, dense, gelu, classifier);
                    default -> HeadPart.of(head, Rows.ALL, dense, gelu, classifier, new Mean());
                };
            }
            case TOKEN_CLASSIFICATION -> HeadPart.of(head, Rows.ALL, classifier);
            default -> HeadPart.base();
        };
    }

    @Override
    public String canonical(String name) {
        return SPELLINGS.ours(name.replaceFirst("^(module\\.)?(model\\.)?", ""));
    }

    @Override
    public String stored(String name) {
        return SPELLINGS.theirs(name);
    }
}
