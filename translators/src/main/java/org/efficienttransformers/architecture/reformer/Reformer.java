/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.reformer;

import static org.efficienttransformers.settings.Require.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.efficienttransformers.architecture.Architecture;
import org.efficienttransformers.architecture.ConfigSettings;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionKinds;
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
import org.efficienttransformers.description.HeadPart.Drop;
import org.efficienttransformers.description.HeadPart.Rows;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.LinearPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.description.NormPart;
import org.efficienttransformers.description.Positions;
import org.efficienttransformers.settings.Settings;

/**
 * Reformer (<a href="https://arxiv.org/abs/2001.04451">Kitaev et al., 2020</a>), as in transformers
 * ({@code modeling_reformer.py}).
 */
public final class Reformer implements Architecture {

    private static final Pattern PREFIX = Pattern.compile("^(module\\.)?(reformer\\.)?");
    private static final String LM_HEAD = "lm_head";
    private static final String CLASSIFIER = "classifier";
    private static final String QA_OUTPUTS = "qa_outputs";

    @Override
    public Map<String, String> classNames() {
        return Map.of("reformer", "Reformer");
    }

    @Override
    public Set<Head> heads() {
        return EnumSet.of(
                Head.BASE,
                Head.MASKED_LM,
                Head.CAUSAL_LM,
                Head.SEQUENCE_CLASSIFICATION,
                Head.QUESTION_ANSWERING);
    }

    @Override
    public AttentionKind attention(PretrainedConfig config) {
        return AttentionKinds.of("reformer");
    }

    @Override
    public boolean computesInBfloat16() {
        return false;
    }

    @Override
    public ModelDescription describe(PretrainedConfig config, Head head) {
        requireHead(config, head);
        AttentionKind kind = attention(config);
        Settings settings = ConfigSettings.of(kind, config);
        boolean causal = config.bool("is_decoder", false);
        require(
                !causal || head != Head.MASKED_LM,
                "is_decoder is true, but a masked language model sees the words on both sides; set"
                        + " is_decoder to false.");
        int hiddenSize = config.integer("hidden_size", 256);
        float dropout = (float) config.number("hidden_dropout_prob", 0.05);
        Activation activation = Activation.of(config.string("hidden_act", "relu"));
        int width = config.integer("feed_forward_size", 512);
        int count = config.strings("attn_layers").size();
        List<LayerPart> layers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            layers.add(
                    new LayerPart(
                            "encoder.layers." + i,
                            true,
                            new AttentionPart(
                                    "attention.self_attention",
                                    kind,
                                    settings,
                                    config.integer("num_attention_heads", 12),
                                    config.integer("num_attention_heads", 12),
                                    config.integer("attention_head_size", 64),
                                    causal,
                                    false,
                                    null,
                                    null,
                                    norm(config, "attention.layer_norm"),
                                    new LinearPart("attention.output.dense", hiddenSize, false),
                                    0,
                                    dropout),
                            new FeedForwardPart(
                                    norm(config, "feed_forward.layer_norm"),
                                    new LinearPart("feed_forward.dense.dense", width, true),
                                    null,
                                    null,
                                    new LinearPart("feed_forward.output.dense", hiddenSize, true),
                                    activation,
                                    dropout,
                                    0,
                                    dropout,
                                    config.integer("chunk_size_feed_forward", 0))));
        }
        EmbeddingsPart embeddings =
                new EmbeddingsPart(
                        "embeddings",
                        "word_embeddings.weight",
                        config.integer("vocab_size"),
                        hiddenSize,
                        positions(config),
                        null,
                        1,
                        null,
                        dropout,
                        DropoutPlace.EACH,
                        false);
        return new ModelDescription(
                "reformer",
                embeddings,
                layers,
                true,
                norm(config, "encoder.layer_norm"),
                false,
                null,
                head(config, head, hiddenSize, dropout),
                config.integer("pad_token_id", 0),
                config.integer("eos_token_id", 2),
                null);
    }

    private static NormPart norm(PretrainedConfig config, String name) {
        return new NormPart(
                name, NormPart.Kind.LAYER, (float) config.number("layer_norm_eps", 1e-12));
    }

    private static Positions positions(PretrainedConfig config) {
        int longest = config.integer("max_position_embeddings", 4096);
        if (!config.bool("axial_pos_embds", true)) {
            return new Positions.Learned("position_embeddings.embedding.weight", longest, 0);
        }
        int[] shape = config.integers("axial_pos_shape", 64, 64);
        int[] sizes = config.integers("axial_pos_embds_dim", 64, 192);
        require(
                shape.length == 2 && sizes.length == 2,
                "%s has axial_pos_shape = %s and axial_pos_embds_dim = %s; supported: two axes, two"
                        + " numbers in each.",
                config.source(),
                Arrays.toString(shape),
                Arrays.toString(sizes));
        return new Positions.Axial(
                "position_embeddings.weights.0",
                "position_embeddings.weights.1",
                shape[0],
                shape[1],
                sizes[0],
                sizes[1],
                (float) config.number("axial_norm_std", 1),
                longest);
    }

    /** The head reads both streams, (b, n, 2e). */
    private static HeadPart head(
            PretrainedConfig config, Head head, int hiddenSize, float dropout) {
        Drop drop = new Drop((float) config.number("classifier_dropout", dropout));
        return switch (head) {
            // The bias is applied, as in transformers 4; version 5 loads it but leaves it out.
            case CAUSAL_LM, MASKED_LM ->
                    HeadPart.of(
                            head,
                            Rows.ALL,
                            new Decode(LM_HEAD + ".decoder.weight", LM_HEAD + ".bias"));
            case SEQUENCE_CLASSIFICATION ->
                    HeadPart.of(
                            head,
                            Rows.FIRST,
                            drop,
                            HeadPart.linear(CLASSIFIER + ".dense", hiddenSize),
                            new Activate(Activation.TANH),
                            drop,
                            HeadPart.linear(CLASSIFIER + ".out_proj", config.labels().size()));
            case QUESTION_ANSWERING -> HeadPart.of(head, Rows.ALL, HeadPart.linear(QA_OUTPUTS, 2));
            default -> HeadPart.base();
        };
    }

    @Override
    public String canonical(String name) {
        return PREFIX.matcher(name)
                .replaceFirst("")
                // Two names of one tensor, of which a file may have either or both.
                .replaceFirst("^lm_head\\.decoder\\.bias$", "lm_head.bias");
    }

    @Override
    public List<String> harmless(ModelDescription description) {
        List<String> harmless = new ArrayList<>();
        // Buffers, which early versions of transformers saved.
        harmless.add(".*\\.(self_)?mask_value_float(16|32)");
        for (String name : List.of(LM_HEAD, CLASSIFIER, QA_OUTPUTS)) {
            if (!description.head().has(name)) {
                harmless.add(Pattern.quote(name) + "\\..*");
            }
        }
        return harmless;
    }
}
