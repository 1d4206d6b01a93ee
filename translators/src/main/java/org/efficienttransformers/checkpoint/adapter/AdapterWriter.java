/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.efficienttransformers.architecture.Architecture;
import org.efficienttransformers.architecture.Architectures;
import org.efficienttransformers.config.FolderUpdate;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.lora.LoraModel;
import org.efficienttransformers.weights.safetensors.SafetensorsWriter;

/** Saves what a {@link LoraModel} has learnt, as peft does. */
public final class AdapterWriter {

    /** The name of the file of tensors. */
    public static final String FILE = "adapter_model.safetensors";

    private static final String PREFIX = "base_model.model.";
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
     * the base model's files, which are those of its class in transformers, but for GTE and Nomic,
     * of which these are the classes that come with the models.
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
        Map<String, String> renamed = new LinkedHashMap<>();
        model.trained()
                .forEach(
                        (name, parameter) -> {
                            Matcher adapted = OF_MODULE.matcher(name);
                            if (!adapted.matches()) {
                                tensors.put(
                                        PREFIX + architecture.stored(name), parameter.getArray());
                                return;
                            }
                            String module = adapted.group(1);
                            String stored = stored(architecture, module);
                            renamed.put(module, stored);
                            tensors.put(
                                    PREFIX + stored + "." + adapted.group(2), parameter.getArray());
                        });
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

    private static String stored(Architecture architecture, String module) {
        String weight = architecture.stored(module + ".weight");
        return weight.substring(0, weight.length() - ".weight".length());
    }
}
