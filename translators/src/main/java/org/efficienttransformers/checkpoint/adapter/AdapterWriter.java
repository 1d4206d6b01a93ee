/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.efficienttransformers.architecture.Architecture;
import org.efficienttransformers.architecture.Architectures;
import org.efficienttransformers.config.FolderUpdate;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.FusedPart;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.lora.LoraModel;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.weights.safetensors.SafetensorsWriter;

/** Saves what a {@link LoraModel} has learnt, as peft does. */
public final class AdapterWriter {

    /** The name of the file of tensors. */
    public static final String FILE = "adapter_model.safetensors";

    private static final String PREFIX = "base_model.model.";
    private static final String WEIGHT = ".weight";
    private static final Pattern OF_MODULE =
            Pattern.compile("(.+)\\.(lora_[AB]\\.weight|base_layer\\.bias)");

    /** Of models with such heads peft asks for weights of them, whatever modules_to_save says. */
    private static final Set<Head> TRAINED_HEADS =
            EnumSet.of(
                    Head.SEQUENCE_CLASSIFICATION,
                    Head.TOKEN_CLASSIFICATION,
                    Head.QUESTION_ANSWERING);

    private AdapterWriter() {}

    /**
     * Writes adapter_config.json and adapter_model.safetensors, float32, which peft loads on the
     * base model, and the argument {@code adapter} of a Criteria, too. Modules have the names of
     * its class in transformers, which of GTE and Nomic are others than those of their files.
     *
     * @param model the model
     * @param config its config.json
     * @param baseModel what to say of where its base is from: a name of the hub; null for nothing
     * @param folder where to; made if it isn't there. Files of these names are replaced, all or
     *     none of them even if the process is killed
     * @throws IOException if a file can't be written
     */
    public static void write(
            LoraModel model, PretrainedConfig config, String baseModel, Path folder)
            throws IOException {
        Architecture architecture = Architectures.of(config);
        Map<String, NDArray> tensors = new LinkedHashMap<>();
        Map<String, List<String>> renamed = new LinkedHashMap<>();
        Map<String, FusedPart> fused = fused(model.base());
        NDManager owner = model.trained().values().iterator().next().getArray().getManager();
        try (NDManager scope = owner.newSubManager()) {
            model.trained()
                    .forEach(
                            (name, parameter) -> {
                                NDArray array = parameter.getArray();
                                Matcher adapted = OF_MODULE.matcher(name);
                                if (!adapted.matches()) {
                                    tensors.put(PREFIX + architecture.inTransformers(name), array);
                                    return;
                                }
                                String module = adapted.group(1);
                                String end = "." + adapted.group(2);
                                List<String> others = new ArrayList<>();
                                renamed.put(module, others);
                                String whole = module(architecture, module);
                                if (whole != null) {
                                    others.add(whole);
                                    tensors.put(PREFIX + whole + end, array);
                                    return;
                                }
                                // One A for all, and of B each its rows: the products are the same.
                                String path =
                                        module.substring(
                                                0,
                                                module.length()
                                                        - fused.get(module).name().length());
                                long first = 0;
                                for (FusedPart.Slice slice : fused.get(module).slices()) {
                                    String other = module(architecture, path + slice.name());
                                    NDIndex rows =
                                            new NDIndex("{}:{}", first, first + slice.rows());
                                    others.add(other);
                                    tensors.put(
                                            PREFIX + other + end,
                                            end.contains("lora_B")
                                                    ? array.get(scope, rows)
                                                    : array);
                                    first += slice.rows();
                                }
                            });
            write(model, tensors, renamed, baseModel, folder);
        }
    }

    private static void write(
            LoraModel model,
            Map<String, NDArray> tensors,
            Map<String, List<String>> renamed,
            String baseModel,
            Path folder)
            throws IOException {
        Head head = model.base().head();
        boolean named =
                !TRAINED_HEADS.contains(head) || !model.settings().modulesToSave().isEmpty();
        AdapterConfig written =
                new AdapterConfig(
                        model.settings().renamed(renamed),
                        named ? AdapterConfig.taskType(head) : null,
                        baseModel);
        try (FolderUpdate update = FolderUpdate.begin(folder)) {
            SafetensorsWriter.write(update.file(FILE), tensors, DataType.FLOAT32);
            Files.writeString(update.file(AdapterConfig.FILE), written.toJson());
            update.commit();
        }
    }

    /** The name of a module in transformers; null if it is several there. */
    private static String module(Architecture architecture, String module) {
        String weight = architecture.inTransformers(module + WEIGHT);
        return weight == null ? null : weight.substring(0, weight.length() - WEIGHT.length());
    }

    /** What modules of the model hold that may be several elsewhere. */
    private static Map<String, FusedPart> fused(TransformerModel model) {
        String prefix = model.head() == Head.BASE ? "" : model.description().prefix() + ".";
        Map<String, FusedPart> fused = new HashMap<>();
        for (LayerPart layer : model.description().layers()) {
            layer.fused()
                    .forEach(part -> fused.put(prefix + layer.name() + "." + part.name(), part));
        }
        return fused;
    }
}
