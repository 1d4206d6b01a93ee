/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import ai.djl.repository.zoo.ModelZoo;
import java.util.Map;
import java.util.Set;

/**
 * The models that can be named by group and artifact.
 *
 * <p>Making the zoo reads no file: DJL makes all zoos as soon as one is asked for.
 */
public final class EfficientTransformersZoo extends ModelZoo {

    /** The group of all models of this zoo. */
    public static final String GROUP_ID = "org.efficienttransformers";

    private static final Set<String> ENGINES = Set.of("PyTorch");

    /** Lists the models. */
    EfficientTransformersZoo() {
        add(new MiniLmRepository("all-minilm-l6-v2", Map.of()));
        add(
                new MiniLmRepository(
                        "all-minilm-l6-v2-longformer-4096",
                        Map.of(
                                "attention", "longformer",
                                "attentionWindow", 128,
                                "maxLength", 4096)));
    }

    private void add(FolderRepository repository) {
        addModel(repository.mrl());
    }

    /** {@inheritDoc} */
    @Override
    public String getGroupId() {
        return GROUP_ID;
    }

    /** {@inheritDoc} */
    @Override
    public Set<String> getSupportedEngines() {
        return ENGINES;
    }
}
