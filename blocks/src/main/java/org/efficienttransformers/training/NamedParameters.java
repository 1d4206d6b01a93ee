/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.LinkedHashMap;
import java.util.Map;
import org.efficienttransformers.model.StateDict;

/** The parameters of a block, each once, under names that don't change from run to run. */
final class NamedParameters {

    private NamedParameters() {}

    /**
     * Collects them: under the names of checkpoints where these tell all parameters apart, as they
     * do for blocks of this project, and otherwise under those that DJL gives.
     */
    static Map<String, Parameter> of(Block block) {
        Map<String, Parameter> byId = new LinkedHashMap<>();
        block.getParameters().values().forEach(p -> byId.putIfAbsent(p.getId(), p));
        Map<String, Parameter> named = distinct(StateDict.of(block));
        if (named.size() == byId.size()) {
            return named;
        }
        Map<String, Parameter> positional = new LinkedHashMap<>();
        for (Pair<String, Parameter> pair : block.getParameters()) {
            positional.put(pair.getKey(), pair.getValue());
        }
        return distinct(positional);
    }

    private static Map<String, Parameter> distinct(Map<String, Parameter> parameters) {
        Map<String, Parameter> once = new LinkedHashMap<>();
        Map<String, Parameter> seen = new LinkedHashMap<>();
        parameters.forEach(
                (name, parameter) -> {
                    if (seen.putIfAbsent(parameter.getId(), parameter) == null) {
                        once.put(name, parameter);
                    }
                });
        return once;
    }
}
