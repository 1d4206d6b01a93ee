/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.bert;

import java.util.Map;
import org.efficienttransformers.architecture.TensorEdits;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.ModelDescription;

/**
 * RoBERTa (<a href="https://arxiv.org/abs/1907.11692">Liu et al., 2019</a>).
 *
 * <p>A config.json with {@code attention_window} is what the conversion notebook of Longformer's
 * authors leaves (RobertaLong): the model is loaded as the Longformer that it is.
 */
public class Roberta extends BertLine {

    @Override
    public Map<String, String> classNames() {
        return Map.of("roberta", "Roberta");
    }

    @Override
    protected Family family(PretrainedConfig config) {
        return Family.roberta("roberta", "Roberta");
    }

    @Override
    protected String ownAttention(PretrainedConfig config) {
        return config.has("attention_window") ? "longformer" : FULL;
    }

    @Override
    public void adapt(TensorEdits tensors, PretrainedConfig config, ModelDescription description) {
        super.adapt(tensors, config, description);
        if (!config.has(ATTENTION) && config.has("attention_window")) {
            tensors.note(
                    "loaded as a Longformer, since config.json has attention_window, though"
                            + " model_type is "
                            + config.modelType());
        }
    }
}
