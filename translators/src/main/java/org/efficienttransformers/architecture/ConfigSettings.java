/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture;

import static org.efficienttransformers.settings.Require.require;

import java.util.LinkedHashMap;
import java.util.Map;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;

/** Reads the settings of a mechanism out of a config.json. */
public final class ConfigSettings {

    private ConfigSettings() {}

    /**
     * Reads them.
     *
     * @param kind the mechanism
     * @param config the configuration
     * @return what it says; what it doesn't is as by default
     * @throws IllegalArgumentException if a value isn't allowed
     */
    public static Settings of(AttentionKind kind, PretrainedConfig config) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Setting<?> setting : kind.settings()) {
            if (config.has(setting.key())) {
                String name = config.source() + ": " + setting.key();
                values.put(setting.key(), setting.parse(config.value(setting.key()), name));
            }
        }
        return new Settings(values);
    }

    /**
     * Refuses settings of another mechanism than the one that a model gets.
     *
     * @param given what was asked for, by key in config.json
     * @param kind the mechanism
     * @param kinds all mechanisms
     */
    public static void check(
            Map<String, Object> given, AttentionKind kind, Iterable<AttentionKind> kinds) {
        for (AttentionKind other : kinds) {
            for (Setting<?> setting : other.settings()) {
                boolean own = kind.settings().stream().anyMatch(s -> s.key().equals(setting.key()));
                require(
                        own || !given.containsKey(setting.key()),
                        "%s is given, but the attention is %s; it goes with attention=%s.",
                        setting.argument(),
                        kind.id(),
                        other.id());
            }
        }
    }
}
