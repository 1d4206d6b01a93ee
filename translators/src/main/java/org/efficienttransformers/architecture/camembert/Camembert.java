/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.camembert;

import java.util.Set;
import org.efficienttransformers.architecture.bert.Family;
import org.efficienttransformers.architecture.bert.Roberta;
import org.efficienttransformers.config.PretrainedConfig;

/**
 * CamemBERT (<a href="https://arxiv.org/abs/1911.03894">Martin et al., 2019</a>): RoBERTa of
 * French.
 */
public final class Camembert extends Roberta {

    /** {@inheritDoc} */
    @Override
    public Set<String> modelTypes() {
        return Set.of("camembert");
    }

    /** {@inheritDoc} */
    @Override
    public String className(String modelType) {
        return "Camembert";
    }

    /** {@inheritDoc} */
    @Override
    protected Family family(PretrainedConfig config) {
        return Family.roberta("camembert", "Camembert", "roberta");
    }
}
