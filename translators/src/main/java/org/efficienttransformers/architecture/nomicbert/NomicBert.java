/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.nomicbert;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.architecture.ConfigSettings;
import org.efficienttransformers.architecture.RotaryConfig;
import org.efficienttransformers.architecture.RotaryEncoder;
import org.efficienttransformers.architecture.Spellings;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.position.RotaryPositions;
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
import org.efficienttransformers.description.HeadPart.Norm;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.LinearPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.description.NormPart;

/**
 * NomicBERT (<a href="https://arxiv.org/abs/2402.01613">Nussbaum et al., 2024</a>): post-norm,
 * gated feed forward, rotary positions. Its config.json has the keys of transformers, or those of
 * the remote code at nomic-ai/nomic-bert-2048, which begin with {@code n_}, or both.
 */
public final class NomicBert extends RotaryEncoder {

    private static final String QUERIES_KEYS_VALUES = "Wqkv";

    private static final Spellings SPELLINGS =
            new Spellings(
                    "emb_ln.", "embeddings.LayerNorm.",
                    ".attn.query.", ".self_attn.q_proj.",
                    ".attn.key.", ".self_attn.k_proj.",
                    ".attn.value.", ".self_attn.v_proj.",
                    ".attn.out_proj.", ".self_attn.o_proj.",
                    ".mlp.fc11.", ".mlp.up_proj.",
                    ".mlp.fc12.", ".mlp.gate_proj.",
                    ".mlp.fc2.", ".mlp.down_proj.",
                    ".norm1.", ".post_attention_layernorm.",
                    ".norm2.", ".post_mlp_layernorm.");

    private static final String WORDS = "embeddings.word_embeddings.weight";

    /** Made by the service loader. */
    public NomicBert() {
        super(
                Map.of("nomic_bert", "NomicBert"),
                EnumSet.of(
                        Head.BASE,
                        Head.MASKED_LM,
                        Head.SEQUENCE_CLASSIFICATION,
                        Head.TOKEN_CLASSIFICATION),
                List.of("cls.predictions", "cls.seq_relationship", "classifier"),
                WORDS,
                "cls.predictions.decoder.weight");
    }

    /** The remote code's name of its masked language model, which doesn't compare sentences. */
    @Override
    public Map<String, Head> otherClasses() {
        return Map.of("NomicBertForPreTraining", Head.MASKED_LM);
    }

    @Override
    public ModelDescription describe(PretrainedConfig config, Head head) {
        requireHead(config, head);
        RemoteKeys.check(config);
        int size = integer(config, "hidden_size", "n_embd", 768);
        float dropout = number(config, "hidden_dropout_prob", "resid_pdrop", 0);
        Activation activation = activation(config);
        List<LayerPart> layers = new ArrayList<>();
        int count =
                config.has("num_hidden_layers")
                        ? config.layers("num_hidden_layers")
                        : config.has("n_layer") ? config.layers("n_layer") : 12;
        for (int i = 0; i < count; i++) {
            layers.add(
                    new LayerPart(
                            "encoder.layers." + i,
                            false,
                            attention(config, size, dropout),
                            feedForward(config, size, activation, dropout)));
        }
        int types = config.integer("type_vocab_size", 2);
        EmbeddingsPart embeddings =
                new EmbeddingsPart(
                        "",
                        WORDS,
                        config.integer("vocab_size", 30_528),
                        size,
                        positions(layers, maxLength(config)),
                        types == 0 ? null : "embeddings.token_type_embeddings.weight",
                        types == 0 ? 2 : types,
                        norm(config, "emb_ln"),
                        number(config, "hidden_dropout_prob", "embd_pdrop", 0),
                        DropoutPlace.AFTER_NORM,
                        false);
        return new ModelDescription(
                "nomic_bert",
                embeddings,
                layers,
                false,
                null,
                true,
                head == Head.SEQUENCE_CLASSIFICATION
                        ? new LinearPart("pooler.dense", size, true)
                        : null,
                head(config, head, size, activation, dropout),
                config.integer("pad_token_id", 0),
                config.integer("sep_token_id", 102),
                null);
    }

    /** The value of a key of transformers, or else of the remote code. */
    private static int integer(PretrainedConfig config, String key, String remote, int value) {
        return config.integer(key, config.integer(remote, value));
    }

    private static float number(PretrainedConfig config, String key, String remote, double value) {
        return (float) config.number(key, config.number(remote, value));
    }

    /** Beyond the lengths of the training the remote code goes if positions are scaled. */
    private static int maxLength(PretrainedConfig config) {
        int trained = config.integer("max_trained_positions", 2048);
        int positions = config.integer("n_positions", trained);
        boolean scaled = config.has(RemoteKeys.SCALING);
        return config.integer(
                "max_position_embeddings", scaled ? positions : Math.min(positions, trained));
    }

    private AttentionPart attention(PretrainedConfig config, int size, float dropout) {
        int heads = integer(config, "num_attention_heads", "n_head", 12);
        int headSize = headSize(config, size, heads);
        AttentionKind kind = attention(config);
        boolean bias = config.bool("qkv_proj_bias", false);
        return new AttentionPart(
                "attn",
                kind,
                ConfigSettings.of(kind, config),
                heads,
                heads,
                headSize,
                false,
                bias,
                rotary(config, headSize),
                QUERIES_KEYS_VALUES,
                norm(config, "norm1"),
                new LinearPart("attn.out_proj", size, bias),
                number(config, "attention_probs_dropout_prob", "attn_pdrop", 0),
                dropout);
    }

    private static RotaryPositions rotary(PretrainedConfig config, int headSize) {
        return config.has("rope_parameters") || !RemoteKeys.hasRotary(config)
                ? RotaryConfig.of(config, 1000, headSize, maxLength(config))
                : RemoteKeys.rotary(config);
    }

    private static Activation activation(PretrainedConfig config) {
        return config.has("hidden_act")
                ? Activation.of(config.string("hidden_act", "silu"))
                : RemoteKeys.activation(config);
    }

    private static FeedForwardPart feedForward(
            PretrainedConfig config, int size, Activation activation, float dropout) {
        int width = integer(config, "intermediate_size", "n_inner", 4 * size);
        boolean bias = config.bool("mlp_fc1_bias", false);
        return new FeedForwardPart(
                norm(config, "norm2"),
                // The gate is the second of the two, whatever the order of the names suggests.
                new LinearPart("mlp.fc12", width, bias),
                new LinearPart("mlp.fc11", width, bias),
                null,
                new LinearPart("mlp.fc2", size, config.bool("mlp_fc2_bias", false)),
                activation,
                0,
                0,
                dropout,
                0);
    }

    private static NormPart norm(PretrainedConfig config, String name) {
        return new NormPart(
                name,
                NormPart.Kind.LAYER,
                number(config, "layer_norm_eps", "layer_norm_epsilon", 1e-12));
    }

    private static HeadPart head(
            PretrainedConfig config, Head head, int size, Activation activation, float dropout) {
        String words = "cls.predictions.";
        return head(
                config,
                head,
                dropout,
                HeadPart.linear(words + "transform.dense", size),
                new Activate(activation),
                new Norm(norm(config, words + "transform.layer_norm")),
                new Decode(
                        config.bool("tie_word_embeddings", true) ? null : words + "decoder.weight",
                        words + "bias"));
    }

    /** Both spellings: that of the hub, which is ours, and that of transformers. */
    @Override
    public String canonical(String name) {
        return SPELLINGS
                .ours(
                        name.replaceFirst("^(module\\.)?((nomic_bert|bert)\\.)?", "")
                                .replaceFirst("^layers\\.", "encoder.layers."))
                // Two names of one tensor, of which a file may have either or both.
                .replaceFirst("^cls\\.predictions\\.decoder\\.bias$", "cls.predictions.bias");
    }

    @Override
    public String inTransformers(String name) {
        return name.contains(QUERIES_KEYS_VALUES)
                ? null
                : SPELLINGS.theirs(name.replace("encoder.layers.", "layers."));
    }
}
