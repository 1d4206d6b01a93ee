/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune;

import static org.efficienttransformers.settings.Require.require;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an evaluation found.
 *
 * @param figures the figures by their names; the first decides which model is best
 * @param higherIsBetter whether the first figure should rise
 */
public record Evaluation(Map<String, Double> figures, boolean higherIsBetter) {

    private static final Set<String> LOWER_IS_BETTER = Set.of("loss", "perplexity", "mse", "mae");

    /** Copies the figures. */
    public Evaluation {
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }

    /**
     * Lets another figure decide.
     *
     * @param name its name
     * @return the same figures, that one first
     * @throws IllegalArgumentException if there is none of this name
     */
    public Evaluation by(String name) {
        require(
                figures.containsKey(name),
                "metric is '%s'; allowed: %s.",
                name,
                String.join(", ", figures.keySet()));
        Map<String, Double> others = new LinkedHashMap<>();
        others.put(name, figures.get(name));
        others.putAll(figures);
        return new Evaluation(others, !LOWER_IS_BETTER.contains(name));
    }

    /** {@return the name of the figure that decides} */
    public String name() {
        return figures.keySet().iterator().next();
    }

    /** {@return the figure that decides} */
    public double figure() {
        return figures.values().iterator().next();
    }

    @Override
    public String toString() {
        return figures.entrySet().stream()
                .map(e -> String.format(Locale.ROOT, "%s %.4f", e.getKey(), e.getValue()))
                .collect(Collectors.joining(", "));
    }
}
