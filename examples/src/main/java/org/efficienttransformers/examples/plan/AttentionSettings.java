/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.plan;

import org.efficienttransformers.checkpoint.Mechanism;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.examples.cli.BadInputException;

/**
 * The settings of the mechanisms that time and memory depend on.
 *
 * @param window Longformer's window, in tokens
 * @param blockSize BigBird's block size, in tokens
 * @param randomBlocks BigBird's random blocks
 * @param rank Linformer's k
 * @param features Performer's random features
 * @param chunk Reformer's chunk length, in tokens
 * @param rounds Reformer's rounds of hashing
 */
public record AttentionSettings(
        int window,
        int blockSize,
        int randomBlocks,
        int rank,
        int features,
        int chunk,
        int rounds) {

    /** What a swap takes where nothing is asked for; for Reformer, as published ones have it. */
    public static final AttentionSettings DEFAULT =
            new AttentionSettings(512, 64, 3, 256, 256, 64, 2);

    /** Checks that each is in range. */
    public AttentionSettings {
        if (window < 2
                || blockSize < 1
                || randomBlocks < 0
                || rank < 1
                || features < 1
                || chunk < 1
                || rounds < 1) {
            throw new BadInputException(
                    "A setting of the mechanisms is out of range; allowed: a"
                            + " window of 2 or more, random blocks of 0 or more, all others"
                            + " of 1 or more.");
        }
    }

    /**
     * Reads the settings of a checkpoint.
     *
     * @param config its config.json; what it doesn't say is as by default
     * @return the settings
     */
    public static AttentionSettings of(PretrainedConfig config) {
        return new AttentionSettings(
                config.integers("attention_window", DEFAULT.window)[0],
                config.integer("block_size", DEFAULT.blockSize),
                config.integer("num_random_blocks", DEFAULT.randomBlocks),
                config.integers("linformer_k", DEFAULT.rank)[0],
                config.integer("num_random_features", DEFAULT.features),
                config.integer("lsh_attn_chunk_length", DEFAULT.chunk),
                config.integer("num_hashes", DEFAULT.rounds));
    }

    /**
     * Describes what a mechanism is set to.
     *
     * @param mechanism the mechanism
     * @return such as {@code window 512}
     */
    public String describe(Mechanism mechanism) {
        return switch (mechanism) {
            case FULL -> "";
            case LONGFORMER -> "window " + window;
            case BIGBIRD -> "blocks of " + blockSize + ", " + randomBlocks + " random";
            case REFORMER -> "chunks of " + chunk + ", " + rounds + " rounds";
            case LINFORMER -> "k = " + rank;
            case PERFORMER -> features + " features";
        };
    }
}
