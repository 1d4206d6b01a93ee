/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.bert;

import java.util.Set;
import org.efficienttransformers.config.PretrainedConfig;

/** BERT (<a href="https://arxiv.org/abs/1810.04805">Devlin et al., 2018</a>). */
public final class Bert extends BertLine {

    /** {@inheritDoc} */
    @Override
    public Set<String> modelTypes() {
        return Set.of("bert");
    }

    /** {@inheritDoc} */
    @Override
    public String className(String modelType) {
        return "Bert";
    }

    /** {@inheritDoc} */
    @Override
    protected Family family(PretrainedConfig config) {
        return Family.BERT;
    }
}
