/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.efficienttransformers.attention.lowrank.LengthProjection;
import org.efficienttransformers.attention.lowrank.ProjectionSharing;
import org.efficienttransformers.attention.randomfeature.KernelFunction;
import org.efficienttransformers.config.Arguments;

/**
 * A setting of a mechanism that can be asked for when it is swapped in.
 *
 * @param argument the name of the argument
 * @param key the key in config.json
 * @param type the mechanism that it goes with
 * @param least the least number allowed
 * @param words the words allowed; none for a number
 */
record AttentionSetting(
        String argument, String key, AttentionType type, int least, List<String> words) {

    private static final List<AttentionSetting> ALL =
            List.of(
                    number("attentionWindow", "attention_window", AttentionType.LONGFORMER, 1),
                    number("blockSize", "block_size", AttentionType.BIGBIRD, 1),
                    number("numRandomBlocks", "num_random_blocks", AttentionType.BIGBIRD, 0),
                    number("linformerK", "linformer_k", AttentionType.LINFORMER, 1),
                    word(
                            "linformerProjection",
                            "linformer_projection",
                            AttentionType.LINFORMER,
                            Arrays.stream(LengthProjection.values())
                                    .map(LengthProjection::configName)),
                    word(
                            "linformerSharing",
                            "linformer_sharing",
                            AttentionType.LINFORMER,
                            Arrays.stream(ProjectionSharing.values())
                                    .map(ProjectionSharing::configName)),
                    number("performerFeatures", "num_random_features", AttentionType.PERFORMER, 1),
                    word(
                            "performerKernel",
                            "kernel_type",
                            AttentionType.PERFORMER,
                            Arrays.stream(KernelFunction.values()).map(KernelFunction::configName)),
                    number("performerSeed", "feature_seed", AttentionType.PERFORMER, 0));

    private static AttentionSetting number(
            String argument, String key, AttentionType type, int least) {
        return new AttentionSetting(argument, key, type, least, List.of());
    }

    private static AttentionSetting word(
            String argument, String key, AttentionType type, Stream<String> words) {
        return new AttentionSetting(argument, key, type, 0, words.toList());
    }

    /** The names of the arguments. */
    static Set<String> arguments() {
        return ALL.stream().map(AttentionSetting::argument).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Reads those that are given.
     *
     * @param given the arguments
     * @return the values, by their keys in config.json
     */
    static Map<String, Object> read(Arguments given) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (AttentionSetting setting : ALL) {
            if (given.names().contains(setting.argument)) {
                values.put(setting.key, setting.value(given));
            }
        }
        return values;
    }

    private Object value(Arguments given) {
        return words.isEmpty()
                ? (Object) given.integer(argument, least, least)
                : given.choice(argument, null, words.toArray(String[]::new));
    }

    /** Refuses settings of another mechanism than the one that the model gets. */
    static void check(Map<String, Object> values, AttentionType type) {
        for (AttentionSetting setting : ALL) {
            if (values.containsKey(setting.key) && setting.type != type) {
                throw new IllegalArgumentException(
                        setting.argument
                                + " is given, but the attention is "
                                + type.argument()
                                + "; it goes with attention="
                                + setting.type.argument()
                                + ".");
            }
        }
    }
}
