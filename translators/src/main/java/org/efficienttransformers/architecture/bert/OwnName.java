/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.bert;

import static org.efficienttransformers.settings.Require.require;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.efficienttransformers.config.PretrainedConfig;

/**
 * {@code linformer} and {@code performer}, which transformers doesn't know: encoders of another
 * family with that attention. {@code base_model_type} names the family, {@code bert} by default.
 */
public final class OwnName extends BertLine {

    /** The key of our own that names the family. */
    static final String BASE = "base_model_type";

    private static final Map<String, String> CLASSES =
            Map.of("linformer", "Linformer", "performer", "Performer");
    private static final List<Family> FAMILIES =
            List.of(
                    Family.BERT,
                    Family.BIG_BIRD,
                    Family.roberta("longformer", "Longformer"),
                    Family.roberta("roberta", "Roberta"));

    /** {@inheritDoc} */
    @Override
    public Set<String> modelTypes() {
        return CLASSES.keySet();
    }

    /** {@inheritDoc} */
    @Override
    public String className(String modelType) {
        return CLASSES.get(modelType);
    }

    /** {@inheritDoc} */
    @Override
    protected Family withoutAttention(PretrainedConfig config) {
        String name = config.string(BASE, "bert");
        Family base =
                FAMILIES.stream()
                        .filter(family -> family.modelType().equals(name))
                        .findFirst()
                        .orElse(null);
        require(
                base != null,
                "%s has base_model_type = %s; supported: %s.",
                config.source(),
                name,
                String.join(", ", FAMILIES.stream().map(Family::modelType).toList()));
        return base;
    }

    /** {@inheritDoc} */
    @Override
    protected Family family(PretrainedConfig config) {
        return family(withoutAttention(config), config.modelType());
    }

    /** The family of another that got this attention. */
    static Family family(Family base, String modelType) {
        return base.named(modelType, CLASSES.get(modelType));
    }

    /** {@inheritDoc} */
    @Override
    protected String ownAttention(PretrainedConfig config) {
        return config.modelType();
    }
}
