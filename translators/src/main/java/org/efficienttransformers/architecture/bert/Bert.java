/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.bert;

import java.util.Map;
import org.efficienttransformers.config.PretrainedConfig;

/** BERT (<a href="https://arxiv.org/abs/1810.04805">Devlin et al., 2018</a>). */
public final class Bert extends BertLine {

    @Override
    public Map<String, String> classNames() {
        return Map.of("bert", "Bert");
    }

    @Override
    protected Family family(PretrainedConfig config) {
        return Family.BERT;
    }
}
