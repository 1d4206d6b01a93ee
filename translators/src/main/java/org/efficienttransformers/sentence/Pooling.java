/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.sentence;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.efficienttransformers.config.PretrainedConfig;

/**
 * The module that makes one vector of the states of all tokens.
 *
 * @param modes how; the vectors of several are joined in this order
 * @param includePrompt whether the tokens of a prompt count
 */
public record Pooling(List<PoolingMode> modes, boolean includePrompt) {

    /** What sentence-transformers takes where a folder doesn't say. */
    public static final Pooling DEFAULT = new Pooling(List.of(PoolingMode.MEAN), true);

    private static final String MODE = "pooling_mode";
    private static final String INCLUDE_PROMPT = "include_prompt";

    /** Checks that there is a mode. */
    public Pooling {
        require(
                !modes.isEmpty() && new LinkedHashSet<>(modes).size() == modes.size(),
                "The pooling is %s; allowed: one or more different ones of %s.",
                modes,
                PoolingMode.names());
        modes = List.copyOf(modes);
    }

    /**
     * Reads the argument {@code pooling}.
     *
     * @param names one or more modes, separated by commas
     * @return the same with these modes
     * @throws IllegalArgumentException if there is no mode of a name
     */
    public Pooling with(String names) {
        List<PoolingMode> wanted = new ArrayList<>();
        for (String name : names.split(",", -1)) {
            PoolingMode mode = PoolingMode.of(name.strip().toLowerCase(Locale.ROOT));
            require(
                    mode != null && !wanted.contains(mode),
                    "pooling is '%s'; allowed: one or more different ones of %s, separated by"
                            + " commas.",
                    names,
                    PoolingMode.names());
            wanted.add(mode);
        }
        return new Pooling(wanted, includePrompt);
    }

    /**
     * Reads the config.json of the module: the {@code pooling_mode} of version 6, a name or a list
     * of names, or the truth values of earlier versions, one for each mode.
     */
    static Pooling read(PretrainedConfig config) {
        boolean includePrompt = config.bool(INCLUDE_PROMPT, true);
        List<PoolingMode> modes = new ArrayList<>();
        if (config.has(MODE)) {
            List<String> names =
                    config.toJson().get(MODE).isJsonArray()
                            ? config.strings(MODE)
                            : List.of(config.string(MODE, null));
            for (String name : names) {
                PoolingMode mode = PoolingMode.of(name);
                if (mode != null && !modes.contains(mode)) {
                    modes.add(mode);
                }
            }
            require(
                    !modes.isEmpty() && modes.size() == names.size(),
                    "%s has pooling_mode = %s; allowed: one or more different ones of %s.",
                    config.source(),
                    config.toJson().get(MODE),
                    PoolingMode.names());
        } else {
            refuseUnknownModes(config);
            for (PoolingMode mode : PoolingMode.values()) {
                if (config.bool(mode.legacyKey(), false)) {
                    modes.add(mode);
                }
            }
        }
        return new Pooling(modes.isEmpty() ? DEFAULT.modes : modes, includePrompt);
    }

    private static void refuseUnknownModes(PretrainedConfig config) {
        List<String> known =
                Arrays.stream(PoolingMode.values()).map(PoolingMode::legacyKey).toList();
        for (String key : config.toJson().keySet()) {
            require(
                    !key.startsWith(MODE) || known.contains(key),
                    "%s has %s, which isn't known; known are %s.",
                    config.source(),
                    key,
                    String.join(", ", known));
        }
    }

    /** The config.json of the module, as versions 2 to 6 read it. */
    JsonObject toJson(int dimension) {
        JsonObject json = new JsonObject();
        json.addProperty("word_embedding_dimension", dimension);
        Stream<PoolingMode> sorted = modes.stream().sorted();
        if (sorted.toList().equals(modes)) {
            for (PoolingMode mode : PoolingMode.values()) {
                json.addProperty(mode.legacyKey(), modes.contains(mode));
            }
        } else {
            // Only version 6 has a way to say in which order they are joined.
            JsonArray names = new JsonArray();
            modes.forEach(mode -> names.add(mode.configName()));
            json.add(MODE, names);
        }
        json.addProperty(INCLUDE_PROMPT, includePrompt);
        return json;
    }

    /**
     * Makes the vectors of a sequence, one for each mode.
     *
     * @param states the states of its tokens, (n, e)
     * @param promptTokens how many tokens at the beginning are those of a prompt, the special one
     *     before it included
     * @return for each mode e numbers
     * @throws IllegalArgumentException if nothing but the prompt is there, and that doesn't count
     */
    public List<float[]> pool(NDArray states, int promptTokens) {
        int from = includePrompt ? 0 : promptTokens;
        long length = states.getShape().get(0);
        require(
                from < length,
                "The text has no tokens after the prompt, which the pooling leaves out"
                        + " (include_prompt is false); give a longer one.");
        try (NDArray counting = states.get("{}:", from); // n e
                NDArray floats = counting.toType(DataType.FLOAT32, true)) {
            return modes.stream().map(mode -> mode.pool(floats, from)).toList();
        }
    }
}
