/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.plan;

import com.google.gson.JsonElement;
import java.util.HashMap;
import java.util.Map;
import org.efficienttransformers.architecture.Architectures;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;

/** What a config.json says of its mechanism. */
public final class Kinds {

    private Kinds() {}

    /**
     * Finds the mechanism of a checkpoint.
     *
     * @param config its config.json
     * @return the mechanism
     */
    public static AttentionKind of(PretrainedConfig config) {
        return Architectures.of(config).attention(config);
    }

    /**
     * Reads the settings of a mechanism.
     *
     * @param kind the mechanism
     * @param config a config.json
     * @return what it says; what it doesn't is as by default
     */
    public static Settings settings(AttentionKind kind, PretrainedConfig config) {
        Map<String, Object> values = new HashMap<>();
        for (Setting<?> setting : kind.settings()) {
            if (config.has(setting.key())) {
                Object value = value(config.toJson().get(setting.key()));
                values.put(
                        setting.key(),
                        setting.parse(value, config.source() + ": " + setting.key()));
            }
        }
        return new Settings(values);
    }

    private static Object value(JsonElement json) {
        if (json.isJsonArray()) {
            return json.getAsJsonArray().asList().stream().map(Kinds::value).toList();
        }
        return json.isJsonPrimitive() ? json.getAsString() : json.toString();
    }
}
