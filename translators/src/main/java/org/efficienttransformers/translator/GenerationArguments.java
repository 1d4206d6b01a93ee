/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import org.efficienttransformers.config.Arguments;
import org.efficienttransformers.generate.Sampling;

/**
 * What a Criteria asks of text generation.
 *
 * @param maxNewTokens how many tokens to add at most; 0 where nothing is asked for
 * @param sampling how each is chosen
 * @param seed of what is drawn; null for another in each call
 * @param returnFullText true to give the prompt, too
 */
record GenerationArguments(
        int maxNewTokens, Sampling sampling, Integer seed, boolean returnFullText) {

    /** How many tokens to add where nothing is asked for, and the model has room. */
    static final int MAX_NEW_TOKENS = 100;

    /**
     * Reads the arguments.
     *
     * @param given the arguments of the Criteria
     * @return those of text generation
     * @throws IllegalArgumentException if a value is not allowed
     */
    static GenerationArguments of(Arguments given) {
        boolean seeded = given.names().contains("seed");
        return new GenerationArguments(
                given.integer("maxNewTokens", 1, 0),
                new Sampling(
                        given.number("temperature", 0),
                        given.integer("topK", 1, 0),
                        given.number("topP", 1)),
                seeded ? given.integer("seed", 0, 0) : null,
                given.choice("returnFullText", "true", "true", "false").equals("true"));
    }
}
