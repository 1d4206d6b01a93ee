/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.efficienttransformers.config.PretrainedConfig;

/** The mechanisms that an encoder of the BERT line can have. */
enum AttentionType {
    FULL,
    LONGFORMER,
    BIGBIRD,
    LINFORMER,
    PERFORMER;

    /**
     * The key of our own by which config.json names the attention of an encoder whose {@code
     * model_type} has another.
     */
    static final String KEY = "attention";

    /** The name, as the value of the argument {@code attention}. */
    String argument() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Finds a mechanism by its name. */
    static AttentionType of(String name) {
        return Arrays.stream(values())
                .filter(type -> type.argument().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "attention is '"
                                                + name
                                                + "'; allowed: "
                                                + Arrays.stream(values())
                                                        .map(AttentionType::argument)
                                                        .collect(Collectors.joining(", "))
                                                + "."));
    }

    /** The mechanism that a checkpoint was trained with. */
    static AttentionType of(PretrainedConfig config) {
        if (config.has(KEY)) {
            return of(config.string(KEY, null));
        }
        return switch (config.modelType()) {
            case "longformer" -> LONGFORMER;
            case "big_bird" -> ofBigBird(config);
            case "linformer" -> LINFORMER;
            case "performer" -> PERFORMER;
            default -> FULL;
        };
    }

    private static AttentionType ofBigBird(PretrainedConfig config) {
        String type = config.string("attention_type", "block_sparse");
        return switch (type) {
            case "block_sparse" -> BIGBIRD;
            case "original_full" -> FULL;
            default ->
                    throw new IllegalArgumentException(
                            config.source()
                                    + " has attention_type = "
                                    + type
                                    + "; supported: block_sparse, original_full.");
        };
    }
}
