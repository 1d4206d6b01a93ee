/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.settings;

import static org.efficienttransformers.settings.Require.require;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The values that were chosen for some {@link Setting}s.
 *
 * @param values what was chosen, by key, each as its setting's parser returned it; what is missing
 *     is as by default
 */
public record Settings(Map<String, Object> values) {

    /** Nothing chosen: all as by default. */
    public static final Settings DEFAULT = new Settings(Map.of());

    /** Copies the values. */
    public Settings {
        values = Map.copyOf(values);
    }

    /**
     * Reads what arguments choose.
     *
     * @param settings what may be chosen; those without an argument are passed over
     * @param arguments what is given, by argument; others are passed over
     * @return the values that are given
     * @throws IllegalArgumentException if a value isn't allowed
     */
    public static Settings of(Collection<Setting<?>> settings, Map<String, ?> arguments) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Setting<?> setting : settings) {
            if (setting.argument() != null && arguments.get(setting.argument()) != null) {
                values.put(setting.key(), setting.of(arguments));
            }
        }
        return new Settings(values);
    }

    /**
     * Returns a value.
     *
     * @param setting the setting
     * @param <T> its type
     * @return what was chosen, or the default
     */
    @SuppressWarnings("unchecked") // Only the setting's own parser puts values under its key.
    public <T> T get(Setting<T> setting) {
        return (T) values.getOrDefault(setting.key(), setting.defaultValue());
    }

    /**
     * Returns the value for one layer.
     *
     * @param setting the setting
     * @param layer the number of the layer, from 0
     * @param layers how many there are
     * @return the one that holds for all, or this layer's
     * @throws IllegalArgumentException if there is neither one nor one for each
     */
    public int get(Setting<List<Integer>> setting, int layer, int layers) {
        List<Integer> all = get(setting);
        require(
                all.size() == 1 || all.size() == layers,
                "%s has %d values, and there are %d layers; give one for all, or one for each.",
                setting.key(),
                all.size(),
                layers);
        return all.get(all.size() == 1 ? 0 : layer);
    }

    /**
     * {@return these with others, which go before them}
     *
     * @param others what else was chosen
     */
    public Settings with(Settings others) {
        Map<String, Object> all = new LinkedHashMap<>(values);
        all.putAll(others.values);
        return new Settings(all);
    }

    /**
     * {@return these with another value}
     *
     * @param setting the setting
     * @param value its value
     * @param <T> its type
     */
    public <T> Settings with(Setting<T> setting, T value) {
        Map<String, Object> changed = new LinkedHashMap<>(values);
        changed.put(setting.key(), value);
        return new Settings(changed);
    }
}
