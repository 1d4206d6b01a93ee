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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;

/**
 * How to load a checkpoint: the arguments that a {@code Criteria} takes for the Block.
 *
 * @param maxLength {@code maxLength}: the longest text in tokens; where the checkpoint has fewer
 *     positions its position table is tiled. 0 for what the checkpoint has
 * @param dataType the type of the parameters, from {@code dtype}: {@code float32} (default) or
 *     {@code float16}; float32 for {@code bfloat16} and {@code int8}, in which only the encoder's
 *     linear layers compute
 * @param attention {@code attention}: the mechanism to swap in, or null for the checkpoint's own
 * @param attentionSettings what the mechanism is to be like, by its keys in config.json; where it
 *     isn't said, the checkpoint's own or the default: {@code attentionWindow} of longformer (an
 *     even number, 512), {@code blockSize} (64) and {@code numRandomBlocks} (3) of bigbird, {@code
 *     linformerK} (256), {@code linformerProjection} (learned, mean_pooling, convolution) and
 *     {@code linformerSharing} (headwise, none, key_value, layerwise) of linformer, {@code
 *     performerFeatures} (256), {@code performerKernel} (softmax, relu, ...) and {@code
 *     performerSeed} (0) of performer
 * @param kernels {@code kernels}: {@code auto} (default), {@code portable} or {@code fused}; {@link
 *     KernelMode#BFLOAT16} or {@link KernelMode#INT8} where {@code dtype} is that
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

    /** {@code maxLength}; null for what the checkpoint has. */
    public static final Setting<Integer> MAX_LENGTH =
            Setting.integer(
                    "maxLength", null, 1, "the longest text in tokens, special ones included");

    private static final Setting<String> DTYPE =
            Setting.word(
                    "dtype",
                    List.of("float32", "float16", "bfloat16", "int8"),
                    "the type that is computed in");

    private static final Setting<String> ATTENTION =
            Setting.text("attention", "the id of a mechanism", "the mechanism to swap in");

    private static final Setting<Boolean> OUTPUT_HIDDEN_STATES =
            Setting.bool("outputHiddenStates", false, "give out the states between layers");

    private static final Setting<Boolean> MAP_WEIGHTS =
            Setting.bool("mapWeights", true, "use weights where they lie in their files");

    private static final Setting<Head> HEAD =
            Setting.choice(
                    "head",
                    Head.class,
                    "that of a checkpoint whose config.json has no architectures");

    private static final Setting<Path> ADAPTER =
            new Setting<>(
                    "adapter",
                    "adapter",
                    LoadOptions::folder,
                    null,
                    "a local folder that has adapter_config.json, also as hf:///folder; download"
                            + " one of the hub first",
                    "a LoRA adapter to merge into the weights");

    /** The settings of all mechanisms that are arguments. */
    private static final List<Setting<?>> OF_ATTENTION =
            AttentionKinds.all().stream()
                    .<Setting<?>>flatMap(kind -> kind.settings().stream())
                    .filter(setting -> setting.argument() != null)
                    .toList();

    private static final List<Setting<?>> OWN =
            List.of(
                    MAX_LENGTH,
                    DTYPE,
                    ATTENTION,
                    KernelMode.SETTING,
                    OUTPUT_HIDDEN_STATES,
                    MAP_WEIGHTS,
                    HEAD,
                    ADAPTER);

    /** The names of these arguments. */
    public static final Set<String> NAMES =
            Stream.concat(OWN.stream(), OF_ATTENTION.stream())
                    .map(Setting::argument)
                    .collect(Collectors.toUnmodifiableSet());

    /** The options where nothing is asked for. */
    public static final LoadOptions DEFAULT = of(Map.of());

    /** Copies the settings. */
    public LoadOptions {
        attentionSettings = Map.copyOf(attentionSettings);
    }

    /** What is chosen of mechanisms, as config.json has it. */
    private static Map<String, Object> attentionSettings(Map<String, ?> arguments) {
        Map<String, Object> values = new LinkedHashMap<>();
        Settings.of(OF_ATTENTION, arguments)
                .values()
                .forEach(
                        (key, value) ->
                                values.put(
                                        key,
                                        value instanceof Enum<?> constant
                                                ? Setting.word(constant)
                                                : value));
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
        Settings given = Settings.of(OWN, arguments);
        Integer maxLength = given.get(MAX_LENGTH);
        String dataType = given.get(DTYPE);
        String attention = given.get(ATTENTION);
        KernelMode kernels = given.get(KernelMode.SETTING);
        return new LoadOptions(
                maxLength == null ? 0 : maxLength,
                dataType.equals("float16") ? DataType.FLOAT16 : DataType.FLOAT32,
                attention == null ? null : attention.toLowerCase(Locale.ROOT),
                attentionSettings(arguments),
                computing(dataType, kernels),
                given.get(OUTPUT_HIDDEN_STATES),
                given.get(MAP_WEIGHTS),
                given.get(HEAD),
                given.get(ADAPTER));
    }

    /**
     * Returns what these options ask for in training: parameters in float32, and layers that
     * compute in float16 or bfloat16 where {@code dtype} says so.
     *
     * @return the options
     * @throws IllegalArgumentException if {@code dtype} is {@code int8}, or {@code kernels} is
     *     {@code portable} and can't compute in it
     */
    public LoadOptions forTraining() {
        require(
                kernels != KernelMode.INT8,
                "dtype is 'int8' for a model to be trained; allowed: float32 (default), and on a GPU"
                        + " bfloat16 and float16.");
        return new LoadOptions(
                maxLength,
                DataType.FLOAT32,
                attention,
                attentionSettings,
                dataType == DataType.FLOAT16 ? kernels.inFloat16() : kernels,
                outputHiddenStates,
                mapWeights,
                head,
                adapter);
    }

    private static KernelMode computing(String dataType, KernelMode kernels) {
        return switch (dataType) {
            case "bfloat16" -> kernels.inBfloat16();
            case "int8" -> kernels.inInt8();
            default -> kernels;
        };
    }

    private static Path folder(Object value) {
        String path = value.toString();
        path = path.startsWith("hf:///") ? path.substring("hf://".length()) : path;
        require(!path.startsWith("hf:") && Files.isDirectory(Path.of(path)), "No folder.");
        return Path.of(path);
    }
}
