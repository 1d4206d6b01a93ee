/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.model.ModelFamily;

/**
 * Which family of encoders a {@code model_type} means.
 *
 * <p>{@code linformer} and {@code performer}, which transformers doesn't know, are encoders of
 * another family with that attention: {@code base_model_type} names it, {@code bert} by default.
 */
final class Families {

    /** The key of our own that names the family of a linformer or performer. */
    static final String BASE = "base_model_type";

    private static final List<ModelFamily> OF_TRANSFORMERS =
            List.of(
                    ModelFamily.BERT,
                    ModelFamily.ROBERTA,
                    ModelFamily.LONGFORMER,
                    ModelFamily.BIG_BIRD);

    private static final Set<String> OWN = Set.of("linformer", "performer");

    private Families() {}

    /** The values of {@code model_type}. */
    static Set<String> modelTypes() {
        Set<String> types = names(OF_TRANSFORMERS);
        types.addAll(OWN);
        return types;
    }

    private static Set<String> names(List<ModelFamily> families) {
        return families.stream()
                .map(ModelFamily::modelType)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The family of a checkpoint, by the name of its own {@code model_type}. */
    static ModelFamily of(PretrainedConfig config) {
        ModelFamily base = base(config);
        String type = config.modelType();
        return OWN.contains(type) ? base.named(type) : base;
    }

    /** The family that a checkpoint is of whatever its attention. */
    static ModelFamily base(PretrainedConfig config) {
        String type = config.modelType();
        String base = OWN.contains(type) ? config.string(BASE, "bert") : type;
        return OF_TRANSFORMERS.stream()
                .filter(family -> family.modelType().equals(base))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        config.source()
                                                + " has base_model_type = "
                                                + base
                                                + "; supported: "
                                                + String.join(", ", names(OF_TRANSFORMERS))
                                                + "."));
    }
}
