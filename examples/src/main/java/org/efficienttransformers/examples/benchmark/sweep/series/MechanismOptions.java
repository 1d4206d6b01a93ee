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
    private static final String GLOBAL_TOKENS = "--global-tokens";

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
            names = GLOBAL_TOKENS,
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "How many tokens, the first of each text, are global in those of --models that"
                            + " know global tokens (default: ${DEFAULT-VALUE}).")
    private int globalTokens;

    @Option(
            names = SET,
            paramLabel = "KEY=VALUE",
            description =
                    "A setting of any mechanism, as config.json has it, such as"
                            + " attention_window=256. May be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    /** The sizes, checked. */
    public MechanismSizes sizes() {
        return new MechanismSizes(layers, causal, globalTokens, settings);
    }

    /** The arguments that set the same sizes again. */
    public static List<String> arguments(MechanismSizes sizes) {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("--layers", String.valueOf(sizes.layers())));
        arguments.addAll(List.of(GLOBAL_TOKENS, String.valueOf(sizes.globalTokens())));
        sizes.settings().forEach((key, value) -> arguments.addAll(List.of(SET, key + "=" + value)));
        if (sizes.causal()) {
            arguments.add("--causal");
        }
        return arguments;
    }
}
