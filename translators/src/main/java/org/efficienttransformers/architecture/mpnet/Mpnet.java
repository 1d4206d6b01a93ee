/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.mpnet;

import static org.efficienttransformers.settings.Require.require;

import java.util.Map;
import org.efficienttransformers.architecture.Spellings;
import org.efficienttransformers.architecture.bert.Family;
import org.efficienttransformers.architecture.bert.SingleFamily;
import org.efficienttransformers.attention.full.FullKind;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Activation;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.HeadPart;
import org.efficienttransformers.description.HeadPart.Step;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.settings.Settings;

/**
 * MPNet (<a href="https://arxiv.org/abs/2004.09297">Song et al., 2020</a>): RoBERTa without token
 * types, whose scores have a bias by distance, from one table for all layers.
 */
public final class Mpnet extends SingleFamily {

    private static final Family FAMILY = Family.roberta("mpnet", "MPNet");
    private static final String BUCKETS = FullKind.BUCKETS.key();

    /** The number that transformers computes with, whatever config.json says. */
    private static final int COUNT = 32;

    /** The row of positions that padding has, whatever config.json says. */
    private static final int PADDING = 1;

    /** What a config.json of transformers leaves out if it is as by default. */
    private static final Map<String, Number> DEFAULTS =
            Map.of(
                    "vocab_size", 30_527,
                    "hidden_size", 768,
                    "num_hidden_layers", 12,
                    "num_attention_heads", 12,
                    "intermediate_size", 3072,
                    "max_position_embeddings", 512,
                    "relative_attention_num_buckets", COUNT);

    private static final Spellings NAMES =
            new Spellings(
                    "encoder.layer.0.attention.self.relative_attention_bias.",
                            "encoder.relative_attention_bias.",
                    ".attention.self.query.", ".attention.attn.q.",
                    ".attention.self.key.", ".attention.attn.k.",
                    ".attention.self.value.", ".attention.attn.v.",
                    ".attention.output.dense.", ".attention.attn.o.",
                    ".attention.output.LayerNorm.", ".attention.LayerNorm.");

    /** For ServiceLoader. */
    public Mpnet() {
        super(FAMILY);
    }

    @Override
    protected Settings ownSettings(Settings settings, PretrainedConfig config) {
        return settings.with(FullKind.BUCKETS, COUNT);
    }

    /** No other mechanism adds the biases. */
    @Override
    public boolean takesAttention() {
        return false;
    }

    @Override
    public ModelDescription describe(PretrainedConfig stored, Head head) {
        PretrainedConfig config = stored.withDefaults(DEFAULTS).with("pad_token_id", PADDING);
        require(
                config.integer(BUCKETS) == COUNT,
                "%s has %s = %d; supported: %d, which transformers computes with in any case.",
                config.source(),
                BUCKETS,
                config.integer(BUCKETS),
                COUNT);
        ModelDescription bert = super.describe(config, head);
        return bert.with(head == Head.MASKED_LM ? withGelu(bert.head()) : bert.head())
                .with(bert.embeddings().withoutTypes());
    }

    /** Whatever hidden_act says. */
    private static HeadPart withGelu(HeadPart head) {
        Step[] steps =
                head.steps().stream()
                        .map(
                                step ->
                                        step instanceof HeadPart.Activate
                                                ? new HeadPart.Activate(Activation.GELU)
                                                : step)
                        .toArray(Step[]::new);
        return HeadPart.of(head.head(), head.rows(), steps);
    }

    @Override
    public String canonical(String name) {
        return super.canonical(NAMES.ours(name.replaceFirst("^(module\\.)?mpnet\\.", "")));
    }

    @Override
    public String stored(String name) {
        return NAMES.theirs(name);
    }
}
