/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep.series;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.settings.Setting;

/**
 * The sizes of the mechanisms and of the encoder around them. Heads are 12 of 64 always, as in all
 * encoders of base size.
 *
 * @param layers layers of an encoder
 * @param causal true if a position sees itself and earlier ones only
 * @param globalTokens how many tokens of a text are global, of models that know global ones
 * @param settings of any mechanism, by key in config.json
 */
public record MechanismSizes(
        int layers, boolean causal, int globalTokens, Map<String, String> settings) {

    public static final int HEADS = 12;
    public static final int HIDDEN = 768;
    public static final int INTERMEDIATE = 3072;

    /** Checks the layers, and that there are such settings. */
    public MechanismSizes {
        if (layers < 1) {
            throw new BadInputException("--layers is %s; allowed: 1 or more.", layers);
        }
        if (globalTokens < 0) {
            throw new BadInputException("--global-tokens is %s; allowed: 0 or more.", globalTokens);
        }
        settings = Map.copyOf(settings);
        Set<String> known =
                AttentionKinds.all().stream()
                        .flatMap(kind -> kind.settings().stream())
                        .map(Setting::key)
                        .collect(Collectors.toCollection(TreeSet::new));
        for (String key : settings.keySet()) {
            if (!known.contains(key)) {
                throw new BadInputException("--set names '%s'; allowed: %s.", key, known);
            }
        }
    }
}
