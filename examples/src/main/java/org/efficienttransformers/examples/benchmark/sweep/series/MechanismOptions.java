/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep.series;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that set {@link MechanismSizes}. */
public final class MechanismOptions {

    private static final String SET = "--set";

    @Option(
            names = "--layers",
            paramLabel = "N",
            defaultValue = "12",
            description = "Layers of an encoder (default: ${DEFAULT-VALUE}).")
    private int layers;

    @Option(
            names = "--causal",
            description = "Lets positions see themselves and earlier ones only.")
    private boolean causal;

    @Option(
            names = "--window",
            paramLabel = "TOKENS",
            defaultValue = "512",
            description = "Longformer's window, an even number (default: ${DEFAULT-VALUE}).")
    private int window;

    @Option(
            names = "--block-size",
            paramLabel = "TOKENS",
            defaultValue = "64",
            description = "BigBird's block (default: ${DEFAULT-VALUE}).")
    private int blockSize;

    @Option(
            names = "--random-blocks",
            paramLabel = "N",
            defaultValue = "3",
            description = "BigBird's random blocks (default: ${DEFAULT-VALUE}).")
    private int randomBlocks;

    @Option(
            names = "--chunk",
            paramLabel = "TOKENS",
            defaultValue = "64",
            description = "Reformer's chunk (default: ${DEFAULT-VALUE}).")
    private int chunk;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "4",
            description = "Reformer's rounds of hashing (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--rank",
            paramLabel = "N",
            defaultValue = "256",
            description = "Linformer's k (default: ${DEFAULT-VALUE}).")
    private int rank;

    @Option(
            names = "--features",
            paramLabel = "N",
            defaultValue = "256",
            description = "Performer's random features (default: ${DEFAULT-VALUE}).")
    private int features;

    @Option(
            names = SET,
            paramLabel = "KEY=VALUE",
            description =
                    "A setting of any mechanism, as config.json has it, such as"
                            + " num_landmarks=128. May be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    /** The sizes, checked. */
    public MechanismSizes sizes() {
        return new MechanismSizes(
                layers,
                causal,
                window,
                blockSize,
                randomBlocks,
                chunk,
                rounds,
                rank,
                features,
                settings);
    }

    /** The arguments that set the same sizes again. */
    public static List<String> arguments(MechanismSizes sizes) {
        List<String> arguments = new ArrayList<>();
        add(arguments, "--layers", sizes.layers());
        add(arguments, "--window", sizes.window());
        add(arguments, "--block-size", sizes.blockSize());
        add(arguments, "--random-blocks", sizes.randomBlocks());
        add(arguments, "--chunk", sizes.chunk());
        add(arguments, "--rounds", sizes.rounds());
        add(arguments, "--rank", sizes.rank());
        add(arguments, "--features", sizes.features());
        sizes.settings().forEach((key, value) -> arguments.addAll(List.of(SET, key + "=" + value)));
        if (sizes.causal()) {
            arguments.add("--causal");
        }
        return arguments;
    }

    private static void add(List<String> arguments, String name, int value) {
        arguments.add(name);
        arguments.add(String.valueOf(value));
    }
}
