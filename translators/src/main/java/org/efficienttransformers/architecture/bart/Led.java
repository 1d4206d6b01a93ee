/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.bart;

import java.util.Map;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.config.PretrainedConfig;

/**
 * LED, the Longformer encoder-decoder (<a href="https://arxiv.org/abs/2004.05150">Beltagy et al.,
 * 2020</a>).
 */
public final class Led extends BartLine {

    private static final Family FAMILY =
            new Family(
                    "led", false, "self_attn.longformer_self_attn", 12, 50_265, "gelu", 1, 2, true);

    @Override
    public Map<String, String> classNames() {
        return Map.of("led", "LED");
    }

    @Override
    protected Family family() {
        return FAMILY;
    }

    @Override
    public AttentionKind attention(PretrainedConfig config) {
        return AttentionKinds.of("longformer");
    }

    @Override
    protected int positions(PretrainedConfig config) {
        return config.integer("max_encoder_position_embeddings", 16_384);
    }

    @Override
    protected int decoderPositions(PretrainedConfig config) {
        return config.integer("max_decoder_position_embeddings", 1024);
    }
}
