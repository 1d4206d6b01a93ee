/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.HeadPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.lora.LoraModel;
import org.efficienttransformers.lora.LoraSettings;
import org.efficienttransformers.lora.LoraSettings.Targets;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.settings.Settings;

/** What of a model is trained, by the settings of a run. */
final class Trained {

    private static final Pattern EXPRESSION = Pattern.compile("[\\\\*+?|\\[({^$]");

    private Trained() {}

    /** The model itself, without what is frozen, or the adapters next to it. */
    static Block of(TransformerModel model, Settings settings) {
        Block block =
                settings.get(FineTuningSettings.LORA_RANK) == null
                        ? model
                        : LoraModel.of(model, lora(model, settings));
        String frozen = settings.get(FineTuningSettings.FREEZE);
        if (frozen != null) {
            freeze(block, Pattern.compile(frozen));
        }
        return block;
    }

    private static LoraSettings lora(TransformerModel model, Settings settings) {
        String targets = settings.get(FineTuningSettings.LORA_TARGETS);
        return new LoraSettings(
                settings.get(FineTuningSettings.LORA_RANK),
                settings.get(FineTuningSettings.LORA_ALPHA),
                settings.get(FineTuningSettings.LORA_STABILIZED),
                settings.get(FineTuningSettings.LORA_DROPOUT),
                targets == null ? LoraModel.queriesAndValues(model) : targets(targets),
                Map.of(),
                Map.of(),
                head(model),
                LoraSettings.Bias.NONE);
    }

    private static Targets targets(String text) {
        return text.equals(Targets.ALL_LINEAR) || EXPRESSION.matcher(text).find()
                ? Targets.matching(text)
                : new Targets(Arrays.asList(text.split("\\s*,\\s*")), null);
    }

    /**
     * The modules of a head that answers about texts or words, and the pooler that it reads, which
     * may be new. Language models keep theirs.
     */
    private static List<String> head(TransformerModel model) {
        Head head = model.head();
        if (head == Head.BASE
                || head == Head.MASKED_LM
                || head == Head.CAUSAL_LM
                || head == Head.CONDITIONAL_GENERATION
                || head == Head.PRETRAINING) {
            return List.of();
        }
        ModelDescription description = model.description();
        List<String> modules = new ArrayList<>();
        for (String name : StateDict.of(model).keySet()) {
            String first = name.substring(0, Math.max(0, name.indexOf('.')));
            if (!name.startsWith(description.prefix() + ".") && !modules.contains(first)) {
                modules.add(first);
            }
        }
        if (description.head().rows() == HeadPart.Rows.POOLED && description.pooler() != null) {
            modules.add(description.pooler().name());
        }
        return modules;
    }

    private static void freeze(Block block, Pattern pattern) {
        boolean found = false;
        boolean left = false;
        for (Map.Entry<String, Parameter> entry : StateDict.of(block).entrySet()) {
            if (pattern.matcher(entry.getKey()).find()) {
                entry.getValue().freeze(true);
                found = true;
            } else {
                left = left || entry.getValue().requiresGradient();
            }
        }
        require(
                found && left,
                "freeze is '%s', by which %s of the model's parameters would be frozen; their names"
                        + " are such as %s.",
                pattern,
                found ? "all" : "none",
                StateDict.of(block).keySet().stream().limit(5).toList());
    }

    /**
     * The factors of learning rates by names: the lower a layer, the smaller. A decoder's layers
     * are above the encoder's.
     */
    static ToDoubleFunction<String> rates(TransformerModel model, Settings settings) {
        double decay = settings.get(FineTuningSettings.LAYER_DECAY);
        ModelDescription description = model.description();
        String prefix = model.head() == Head.BASE ? "" : description.prefix();
        List<String> layers = new ArrayList<>();
        description.layers().forEach(layer -> layers.add(path(prefix, layer.name())));
        int above = 0;
        if (description.decoder() != null) {
            description.decoder().layers().forEach(it -> layers.add(path(prefix, it.name())));
            above = description.decoder().layers().size();
        }
        int depth = layers.size();
        Map<String, Double> others = new HashMap<>();
        Set<Parameter> embeddings = model.embeddings();
        String norm = description.finalNorm() == null ? null : description.finalNorm().name();
        for (Map.Entry<String, Parameter> entry : StateDict.of(model).entrySet()) {
            String name = entry.getKey();
            if (embeddings.contains(entry.getValue())) {
                others.put(name, Math.pow(decay, depth + 1.0));
            } else if (norm != null && name.startsWith(path(prefix, norm))) {
                others.put(name, Math.pow(decay, above));
            }
        }
        return name -> {
            for (int i = 0; i < depth; i++) {
                if (name.startsWith(layers.get(i))) {
                    return Math.pow(decay, depth - i);
                }
            }
            return others.getOrDefault(name, 1.0);
        };
    }

    private static String path(String prefix, String name) {
        return prefix.isEmpty() ? name + "." : prefix + "." + name + ".";
    }
}
