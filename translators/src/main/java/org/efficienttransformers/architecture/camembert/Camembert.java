/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.camembert;

import java.util.Map;
import org.efficienttransformers.architecture.bert.Family;
import org.efficienttransformers.architecture.bert.Roberta;
import org.efficienttransformers.config.PretrainedConfig;

/**
 * CamemBERT (<a href="https://arxiv.org/abs/1911.03894">Martin et al., 2019</a>): RoBERTa of
 * French.
 */
public final class Camembert extends Roberta {

    @Override
    public Map<String, String> classNames() {
        return Map.of("camembert", "Camembert");
    }

    @Override
    protected Family family(PretrainedConfig config) {
        return Family.roberta("camembert", "Camembert", "roberta");
    }
}
