/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.efficienttransformers.settings.Require.require;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.efficienttransformers.architecture.Architectures;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;

/**
 * Shares of the features that a training leaves out, in place of those of config.json.
 *
 * @param shares the shares, from 0 to below 1, by the keys that the architecture has in
 *     config.json, such as {@code hidden_dropout_prob}
 */
public record Dropouts(Map<String, Double> shares) {

    /** As config.json says. */
    public static final Dropouts NONE = new Dropouts(Map.of());

    /** Checks the shares. */
    public Dropouts {
        shares = Map.copyOf(shares);
        shares.forEach(
                (key, share) ->
                        require(
                                share >= 0 && share < 1,
                                "The dropout %s is %s; allowed: from 0 to below 1.",
                                key,
                                share));
    }

    /**
     * Reads a configuration for a training without dropout.
     *
     * @param folder a Hugging Face folder
     * @param head the head of the model
     * @return its config.json, with 0 for each dropout that the architecture has
     * @throws IOException if there is none, or it is broken
     * @throws IllegalArgumentException if it has a value that isn't supported
     */
    public static PretrainedConfig without(Path folder, Head head) throws IOException {
        PretrainedConfig config = PretrainedConfig.read(folder);
        PretrainedConfig changed = config;
        for (String key : keys(config, head)) {
            changed = changed.with(key, 0);
        }
        return changed;
    }

    private static Set<String> keys(PretrainedConfig config, Head head) {
        Set<String> keys = new TreeSet<>();
        Architectures.of(config).describe(config.noting(keys), head);
        keys.removeIf(key -> !key.contains("drop"));
        return keys;
    }

    /**
     * Writes them into a config.json.
     *
     * @param config the configuration
     * @param head the head of the model
     * @return the changed configuration
     * @throws IllegalArgumentException if the architecture has no dropout of a name; those that it
     *     has are listed
     */
    public PretrainedConfig in(PretrainedConfig config, Head head) {
        Set<String> keys = shares.isEmpty() ? Set.of() : keys(config, head);
        PretrainedConfig changed = config;
        for (Map.Entry<String, Double> entry : shares.entrySet()) {
            require(
                    keys.contains(entry.getKey()),
                    "A model of model_type %s has no dropout %s; it has %s.",
                    config.modelType(),
                    entry.getKey(),
                    keys);
            changed = changed.with(entry.getKey(), entry.getValue());
        }
        return changed;
    }
}
