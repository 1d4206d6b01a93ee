/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.xlmroberta;

import java.util.Map;
import org.efficienttransformers.architecture.bert.Family;
import org.efficienttransformers.architecture.bert.Roberta;
import org.efficienttransformers.config.PretrainedConfig;

/**
 * XLM-RoBERTa (<a href="https://arxiv.org/abs/1911.02116">Conneau et al., 2019</a>): RoBERTa of a
 * hundred languages.
 */
public final class XlmRoberta extends Roberta {

    @Override
    public Map<String, String> classNames() {
        return Map.of("xlm-roberta", "XLMRoberta");
    }

    @Override
    protected Family family(PretrainedConfig config) {
        return Family.roberta("xlm-roberta", "XLMRoberta", "roberta");
    }
}
