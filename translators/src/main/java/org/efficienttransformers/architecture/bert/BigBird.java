/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.bert;

import java.util.Map;
import org.efficienttransformers.attention.blocksparse.BigBirdKind;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.settings.Settings;

/** BigBird (<a href="https://arxiv.org/abs/2007.14062">Zaheer et al., 2020</a>). */
public final class BigBird extends BertLine {

    @Override
    public Map<String, String> classNames() {
        return Map.of("big_bird", "BigBird");
    }

    @Override
    protected Family family(PretrainedConfig config) {
        return Family.BIG_BIRD;
    }

    @Override
    protected String ownAttention(PretrainedConfig config) {
        String type = config.word("attention_type", "block_sparse", "original_full");
        return type.equals("block_sparse") ? "bigbird" : FULL;
    }

    @Override
    protected Settings ownSettings(Settings settings, PretrainedConfig config) {
        return settings.with(BigBirdKind.PLAN, BigBirdKind.Plan.TRANSFORMERS);
    }
}
