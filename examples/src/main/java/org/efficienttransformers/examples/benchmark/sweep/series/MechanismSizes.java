/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep.series;

import java.util.Map;
import java.util.stream.Collectors;
import org.efficienttransformers.examples.cli.BadInputException;

/**
 * The sizes of the mechanisms and of the encoder around them. Heads are 12 of 64 always, as in all
 * encoders of base size.
 *
 * @param layers layers of an encoder
 * @param causal true if a position sees itself and earlier ones only
 * @param window Longformer's window, even
 * @param blockSize BigBird's block
 * @param randomBlocks the random blocks that one of BigBird's blocks sees
 * @param chunk Reformer's chunk
 * @param rounds Reformer's rounds of hashing
 * @param rank Linformer's k
 * @param features Performer's random features
 * @param settings of any mechanism, by key in config.json
 */
public record MechanismSizes(
        int layers,
        boolean causal,
        int window,
        int blockSize,
        int randomBlocks,
        int chunk,
        int rounds,
        int rank,
        int features,
        Map<String, String> settings) {

    public static final int HEADS = 12;
    public static final int HIDDEN = 768;
    public static final int INTERMEDIATE = 3072;

    /** Checks each size; messages name the options that set them. */
    public MechanismSizes {
        atLeast("--layers", layers, 1);
        if (window < 2 || window % 2 != 0) {
            throw new BadInputException(
                    "--window is %s; allowed: an even number of 2 or more.", window);
        }
        atLeast("--block-size", blockSize, 1);
        atLeast("--random-blocks", randomBlocks, 0);
        atLeast("--chunk", chunk, 1);
        atLeast("--rounds", rounds, 1);
        atLeast("--rank", rank, 1);
        atLeast("--features", features, 1);
        settings = Map.copyOf(settings);
    }

    private static void atLeast(String option, int value, int least) {
        if (value < least) {
            throw new BadInputException("%s is %s; allowed: %s or more.", option, value, least);
        }
    }

    /** Says what they are, but for the layers. */
    public String describe() {
        return String.format(
                "window %d; blocks of %d, %d random; chunks of %d, %d rounds; k = %d; %d"
                        + " features%s%s",
                window,
                blockSize,
                randomBlocks,
                chunk,
                rounds,
                rank,
                features,
                settings.entrySet().stream()
                        .map(setting -> "; " + setting.getKey() + " " + setting.getValue())
                        .sorted()
                        .collect(Collectors.joining()),
                causal ? "; causal" : "");
    }
}
