/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.bert;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;

/**
 * An encoder of the BERT line that has one family, whatever its config.json says, and the heads
 * that encoders have which are for reading only.
 */
public abstract class SingleFamily extends BertLine {

    private final Family family;

    /**
     * Makes one.
     *
     * @param family its family
     */
    protected SingleFamily(Family family) {
        this.family = family;
    }

    @Override
    public Map<String, String> classNames() {
        return Map.of(family.modelType(), family.className());
    }

    @Override
    public Set<Head> heads() {
        return EnumSet.complementOf(
                EnumSet.of(Head.CAUSAL_LM, Head.PRETRAINING, Head.CONDITIONAL_GENERATION));
    }

    @Override
    protected Family family(PretrainedConfig config) {
        return family;
    }
}
