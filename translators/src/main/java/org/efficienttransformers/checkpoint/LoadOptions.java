/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.types.DataType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.config.Arguments;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.settings.Setting;

/**
 * How to load a checkpoint: the arguments that a {@code Criteria} takes for the Block.
 *
 * @param maxLength {@code maxLength}: the longest text in tokens; where the checkpoint has fewer
 *     positions its position table is tiled. 0 for what the checkpoint has
 * @param dataType the type of the parameters, from {@code dtype}: {@code float32} (default) or
 *     {@code float16}; float32 for {@code bfloat16}, in which only the encoder's linear layers
 *     compute
 * @param attention {@code attention}: the mechanism to swap in, or null for the checkpoint's own
 * @param attentionSettings what the mechanism is to be like, by its keys in config.json; where it
 *     isn't said, the checkpoint's own or the default: {@code attentionWindow} of longformer (an
 *     even number, 512), {@code blockSize} (64) and {@code numRandomBlocks} (3) of bigbird, {@code
 *     linformerK} (256), {@code linformerProjection} (learned, mean_pooling, convolution) and
 *     {@code linformerSharing} (headwise, none, key_value, layerwise) of linformer, {@code
 *     performerFeatures} (256), {@code performerKernel} (softmax, relu, ...) and {@code
 *     performerSeed} (0) of performer
 * @param kernels {@code kernels}: {@code auto} (default), {@code portable} or {@code fused}; {@link
 *     KernelMode#BFLOAT16} where {@code dtype} is {@code bfloat16}
 * @param outputHiddenStates {@code outputHiddenStates}: true to give out the states between layers
 * @param mapWeights {@code mapWeights}: false to copy the weights into memory, so that their files
 *     may be overwritten in place afterwards; true (default) to use them where they lie in the
 *     files
 * @param head {@code head}: that of a checkpoint whose config.json has no {@code architectures},
 *     such as {@code masked_lm}; null for what config.json says, the encoder alone if it says
 *     nothing
 * @param adapter the folder of a LoRA adapter of this model, as peft saves it, which is merged into
 *     the weights; null for none
 */
public record LoadOptions(
        int maxLength,
        DataType dataType,
        String attention,
        Map<String, Object> attentionSettings,
        KernelMode kernels,
        boolean outputHiddenStates,
        boolean mapWeights,
        Head head,
        Path adapter) {

    /** The names of these arguments. */
    public static final Set<String> NAMES = names();

    /** The options where nothing is asked for. */
    public static final LoadOptions DEFAULT = of(Map.of());

    /** Copies the settings. */
    public LoadOptions {
        attentionSettings = Map.copyOf(attentionSettings);
    }

    private static Set<String> names() {
        Set<String> names = new HashSet<>(settings().keySet());
        names.addAll(
                Set.of(
                        "maxLength",
                        "dtype",
                        "attention",
                        "kernels",
                        "outputHiddenStates",
                        "mapWeights",
                        "head",
                        "adapter"));
        return Set.copyOf(names);
    }

    /** The settings of all mechanisms that are arguments, by argument. */
    private static Map<String, Setting<?>> settings() {
        Map<String, Setting<?>> settings = new LinkedHashMap<>();
        for (AttentionKind kind : AttentionKinds.all()) {
            for (Setting<?> setting : kind.settings()) {
                if (setting.argument() != null) {
                    settings.put(setting.argument(), setting);
                }
            }
        }
        return settings;
    }

    private static Map<String, Object> attentionSettings(Map<String, ?> arguments) {
        Map<String, Object> values = new LinkedHashMap<>();
        settings()
                .forEach(
                        (argument, setting) -> {
                            if (arguments.containsKey(argument)) {
                                Object value = setting.of(arguments);
                                values.put(
                                        setting.key(),
                                        value instanceof Enum<?> constant
                                                ? Setting.word(constant)
                                                : value);
                            }
                        });
        return values;
    }

    /**
     * Reads the options out of the arguments of a Criteria. Others are passed over: they belong to
     * the translators.
     *
     * @param arguments values as texts, numbers or booleans
     * @return the options
     * @throws IllegalArgumentException if a value is not allowed
     */
    public static LoadOptions of(Map<String, ?> arguments) {
        Arguments given = new Arguments(arguments);
        String attention = given.text("attention", null);
        String dataType = given.choice("dtype", "float32", "float32", "float16", "bfloat16");
        String head = given.choice("head", null, heads());
        KernelMode kernels = KernelMode.of(given.text("kernels", "auto").toLowerCase(Locale.ROOT));
        return new LoadOptions(
                given.integer("maxLength", 1, 0),
                dataType.equals("float16") ? DataType.FLOAT16 : DataType.FLOAT32,
                attention == null ? null : attention.toLowerCase(Locale.ROOT),
                attentionSettings(arguments),
                dataType.equals("bfloat16") ? kernels.inBfloat16() : kernels,
                given.bool("outputHiddenStates"),
                given.choice("mapWeights", "true", "true", "false").equals("true"),
                head == null ? null : Head.valueOf(head.toUpperCase(Locale.ROOT)),
                adapter(given.text("adapter", null)));
    }

    private static Path adapter(String value) {
        if (value == null) {
            return null;
        }
        String path = value.startsWith("hf:///") ? value.substring("hf://".length()) : value;
        require(
                !path.startsWith("hf:") && Files.isDirectory(Path.of(path)),
                "adapter is '%s'; allowed: a local folder that has adapter_config.json, also as"
                        + " hf:///folder. Download one of the hub first.",
                value);
        return Path.of(path);
    }

    private static String[] heads() {
        return Arrays.stream(Head.values())
                .map(head -> head.name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new);
    }
}
