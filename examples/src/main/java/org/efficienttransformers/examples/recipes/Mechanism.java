/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import java.util.Locale;

/** The attention of a new model, by its name in options. */
enum Mechanism {
    FULL("bert", "Bert"),
    LONGFORMER("longformer", "Longformer"),
    BIGBIRD("big_bird", "BigBird"),
    REFORMER("reformer", "Reformer"),
    LINFORMER("linformer", "Linformer"),
    PERFORMER("performer", "Performer");

    private final String modelType;
    private final String className;

    Mechanism(String modelType, String className) {
        this.modelType = modelType;
        this.className = className;
    }

    /** {@code model_type} of config.json. */
    String modelType() {
        return modelType;
    }

    /** What the names of its classes begin with. */
    String className() {
        return className;
    }

    /** {@inheritDoc} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
