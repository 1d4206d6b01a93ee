/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.bert;

import static org.efficienttransformers.settings.Require.require;

import java.util.List;
import java.util.Map;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.ModelDescription;

/**
 * Longformer (<a href="https://arxiv.org/abs/2004.05150">Beltagy et al., 2020</a>), which continues
 * RoBERTa.
 */
public final class Longformer extends BertLine {

    @Override
    public Map<String, String> classNames() {
        return Map.of("longformer", "Longformer");
    }

    @Override
    protected Family family(PretrainedConfig config) {
        return Family.roberta("longformer", "Longformer");
    }

    @Override
    protected Family withoutAttention(PretrainedConfig config) {
        return Family.roberta("roberta", "Roberta");
    }

    @Override
    protected String ownAttention(PretrainedConfig config) {
        return "longformer";
    }

    @Override
    public ModelDescription describe(PretrainedConfig config, Head head) {
        // transformers takes a number for all layers, but of a list one for each.
        int windows = config.value("attention_window") instanceof List<?> list ? list.size() : 0;
        int layers = config.integer("num_hidden_layers");
        require(
                windows == 0 || windows == layers,
                "%s has %d values in attention_window and %d layers; give a number for all, or a"
                        + " list of one for each.",
                config.source(),
                windows,
                layers);
        return super.describe(config, head);
    }
}
