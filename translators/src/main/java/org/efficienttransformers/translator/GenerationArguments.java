/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.efficienttransformers.config.Arguments;
import org.efficienttransformers.config.GenerationConfig;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.generate.GenerationSettings;
import org.efficienttransformers.settings.Settings;

/**
 * What a Criteria asks of generation.
 *
 * @param given the arguments, by name
 * @param seed of what is drawn; null for another in each call
 * @param returnFullText true to give the prompt, too
 * @param globalTokens how many tokens at the beginning see all and are seen by all
 */
record GenerationArguments(
        Map<String, Object> given, Integer seed, boolean returnFullText, int globalTokens) {

    /** How many tokens to add to a prompt where nothing is asked for, and the model has room. */
    static final int MAX_NEW_TOKENS = 100;

    private static final String TEMPERATURE = GenerationSettings.TEMPERATURE.argument();
    private static final String DO_SAMPLE = GenerationSettings.DO_SAMPLE.argument();

    /** Copies the arguments. */
    GenerationArguments {
        given = Map.copyOf(given);
    }

    /**
     * Reads the arguments.
     *
     * @param arguments the arguments of the Criteria
     * @param values the same, by name
     * @return those of generation
     * @throws IllegalArgumentException if a value is not allowed
     */
    static GenerationArguments of(Arguments arguments, Map<String, ?> values) {
        boolean seeded = arguments.names().contains("seed");
        Map<String, Object> given = new LinkedHashMap<>();
        values.forEach(
                (name, value) -> {
                    if (value != null) {
                        given.put(name, value);
                    }
                });
        // A temperature of 0 stands for no chance at all, any other for some.
        double temperature = arguments.number(TEMPERATURE, -1);
        if (temperature == 0) {
            given.remove(TEMPERATURE);
            given.putIfAbsent(DO_SAMPLE, "false");
        } else if (given.containsKey(TEMPERATURE)) {
            given.putIfAbsent(DO_SAMPLE, "true");
        }
        GenerationConfig nothing = new GenerationConfig(Settings.DEFAULT);
        nothing.with(given); // refuses what isn't allowed
        return new GenerationArguments(
                given,
                seeded ? arguments.integer("seed", 0, 0) : null,
                arguments.choice("returnFullText", "true", "true", "false").equals("true"),
                arguments.integer("globalTokens", 0, 1));
    }

    /**
     * Returns what is asked for, by arguments and by the files of a folder.
     *
     * @param folder a Hugging Face folder
     * @param config its config.json
     * @return the settings
     * @throws IOException if a file is broken
     * @throws IllegalArgumentException if a value isn't supported
     */
    Settings settings(Path folder, PretrainedConfig config) throws IOException {
        return GenerationConfig.read(folder, config).with(given).settings();
    }

    /** The seed, another in each call if none is asked for. */
    long drawnSeed() {
        return seed == null ? new Random().nextLong() : seed;
    }
}
