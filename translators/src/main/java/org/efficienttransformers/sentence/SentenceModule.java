/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.sentence;

/**
 * An entry of modules.json.
 *
 * @param type the class, such as {@code sentence_transformers.models.Pooling}
 * @param path its folder in the model's, with slashes; empty for the model's own
 */
public record SentenceModule(String type, String path) {

    /** The package of the library, whose classes moved within it from version to version. */
    private static final String LIBRARY = "sentence_transformers.";

    /**
     * {@return the name of the module's class alone, such as {@code Pooling}; the type as it stands
     * if it is none of the library's classes}
     */
    public String kind() {
        return type.startsWith(LIBRARY) ? type.substring(type.lastIndexOf('.') + 1) : type;
    }

    /**
     * {@return whether this is the encoder: the module that holds config.json, weights and
     * tokenizer}
     */
    public boolean isTransformer() {
        return kind().equals("Transformer");
    }
}
