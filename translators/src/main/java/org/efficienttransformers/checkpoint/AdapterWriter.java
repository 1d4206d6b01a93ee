/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.efficienttransformers.config.FolderUpdate;
import org.efficienttransformers.lora.LoraModel;
import org.efficienttransformers.weights.SafetensorsWriter;

/** Saves what a {@link LoraModel} has learnt, as peft does. */
public final class AdapterWriter {

    /** The name of the file of tensors. */
    public static final String FILE = "adapter_model.safetensors";

    private static final String PREFIX = "base_model.model.";

    private AdapterWriter() {}

    /**
     * Writes adapter_config.json and adapter_model.safetensors, float32, which peft loads on the
     * base model, and the argument {@code adapter} of a Criteria, too.
     *
     * @param model the model
     * @param baseModel what to say of where its base is from: a name of the hub; null for nothing
     * @param folder where to; made if it isn't there. Files of these names are replaced, all or
     *     none of them even if the process is killed
     * @throws IOException if a file can't be written
     */
    public static void write(LoraModel model, String baseModel, Path folder) throws IOException {
        Map<String, NDArray> tensors = new LinkedHashMap<>();
        model.trained()
                .forEach((name, parameter) -> tensors.put(PREFIX + name, parameter.getArray()));
        AdapterConfig config =
                new AdapterConfig(
                        model.settings(), AdapterConfig.taskType(model.base().head()), baseModel);
        try (FolderUpdate update = FolderUpdate.begin(folder)) {
            SafetensorsWriter.write(update.file(FILE), tensors, DataType.FLOAT32);
            Files.writeString(update.file(AdapterConfig.FILE), config.toJson());
            update.commit();
        }
    }
}
