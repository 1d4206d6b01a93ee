/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.util.Pair;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The parameters of a block under the names that checkpoints give them.
 *
 * <p>DJL counts the children of a block in their names ({@code 02output.dense}) and calls the
 * parameters of a LayerNorm gamma and beta. Our blocks name their children as Hugging Face
 * checkpoints do, so that the names of a state dict are the path through the children, joined by
 * dots, without the counts. A child without a name adds nothing to the path.
 */
public final class StateDict {

    private static final Pattern COUNT = Pattern.compile("^\\d{2,}");

    private StateDict() {}

    /**
     * Collects the parameters of a block.
     *
     * @param block a block of this project; it need not be initialized
     * @return the parameters by their names in a checkpoint, such as {@code
     *     longformer.encoder.layer.0.attention.self.query_global.weight}
     */
    public static Map<String, Parameter> of(Block block) {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        collect("", block, parameters);
        return parameters;
    }

    /**
     * Collects a block and the blocks within.
     *
     * @param block a block of this project
     * @return the blocks by the path that the names of their parameters begin with, such as {@code
     *     longformer.encoder.layer.0.attention.self.query}; of several under one, the innermost
     */
    public static Map<String, Block> modules(Block block) {
        Map<String, Block> modules = new LinkedHashMap<>();
        collectModules("", block, modules);
        return modules;
    }

    private static void collectModules(String path, Block block, Map<String, Block> modules) {
        modules.put(path, block);
        for (Pair<String, Block> child : block.getChildren()) {
            String name = name(child);
            String join = path.isEmpty() || name.isEmpty() ? "" : ".";
            collectModules(path + join + name, child.getValue(), modules);
        }
    }

    private static String name(Pair<String, Block> child) {
        return COUNT.matcher(child.getKey()).replaceFirst("");
    }

    private static void collect(String prefix, Block block, Map<String, Parameter> parameters) {
        for (Pair<String, Parameter> direct : block.getDirectParameters()) {
            String name = direct.getKey();
            if (block instanceof LayerNorm) {
                name = "gamma".equals(name) ? "weight" : "bias";
            }
            parameters.put(prefix + name, direct.getValue());
        }
        for (Pair<String, Block> child : block.getChildren()) {
            String name = name(child);
            collect(name.isEmpty() ? prefix : prefix + name + ".", child.getValue(), parameters);
        }
    }
}
