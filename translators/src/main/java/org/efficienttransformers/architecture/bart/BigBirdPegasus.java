/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.bart;

import java.util.Map;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.attention.blocksparse.BigBirdKind;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.settings.Settings;

/**
 * BigBird-Pegasus (<a href="https://arxiv.org/abs/2007.14062">Zaheer et al., 2020</a>).
 *
 * <p>A text of at most (5 + 2r) blocks is read by full attention, and each text is looked at for
 * itself; transformers remembers for good that it once met a short one.
 */
public final class BigBirdPegasus extends BartLine {

    private static final Family FAMILY =
            new Family("model", true, "self_attn.self", 16, 96_103, "gelu_new", 0, 1, false);

    @Override
    public Map<String, String> classNames() {
        return Map.of("bigbird_pegasus", "BigBirdPegasus");
    }

    @Override
    protected Family family() {
        return FAMILY;
    }

    @Override
    public AttentionKind attention(PretrainedConfig config) {
        String type = config.word("attention_type", "block_sparse", "original_full");
        return AttentionKinds.of(type.equals("block_sparse") ? "bigbird" : "full");
    }

    @Override
    protected Settings ownSettings(Settings settings) {
        return settings.with(BigBirdKind.PLAN, BigBirdKind.Plan.TRANSFORMERS);
    }

    @Override
    protected int positions(PretrainedConfig config) {
        return config.integer("max_position_embeddings", 4096);
    }

    @Override
    protected int decoderPositions(PretrainedConfig config) {
        return positions(config);
    }

    @Override
    protected boolean hasBias(PretrainedConfig config) {
        return config.bool("use_bias", false);
    }

    @Override
    protected boolean scalesWords(PretrainedConfig config) {
        return config.bool("scale_embedding", true);
    }
}
