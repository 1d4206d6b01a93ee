/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.efficienttransformers.architecture.Architecture;
import org.efficienttransformers.architecture.Architectures;
import org.efficienttransformers.config.FolderUpdate;
import org.efficienttransformers.config.GenerationConfig;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.FusedPart;
import org.efficienttransformers.description.FusedPart.Slice;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.sentence.LateInteraction;
import org.efficienttransformers.sentence.SentenceFolder;
import org.efficienttransformers.sentence.SentenceWriter;
import org.efficienttransformers.sentence.SentenceWriter.Changes;
import org.efficienttransformers.weights.TensorStore;
import org.efficienttransformers.weights.folder.ModelFolder;
import org.efficienttransformers.weights.folder.Weights;
import org.efficienttransformers.weights.safetensors.SafetensorsWriter;

/**
 * Writes models as Hugging Face folders, so that they load again here, and in transformers where it
 * knows the architecture.
 */
public final class CheckpointWriter {

    /** The property of a DJL Model that holds its config.json, as it is with what was asked for. */
    public static final String CONFIG_PROPERTY = "config.json";

    /** Properties of a DJL Model: how it was asked to make vectors, if not as its folder says. */
    public static final String POOLING_PROPERTY = "pooling";

    /** As {@link #POOLING_PROPERTY}: whether vectors are scaled. */
    public static final String NORMALIZE_PROPERTY = "normalize";

    private static final String POSITIONS = "max_position_embeddings";
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

    private CheckpointWriter() {}

    /**
     * Saves a model that a Criteria loaded, fine-tuned since or not: config.json,
     * model.safetensors, the tokenizer files of the folder that it was loaded from, and the modules
     * of sentence-transformers, if it has such there or was asked for vectors by {@code pooling} or
     * {@code normalize}.
     *
     * @param model the model
     * @param folder where to; made if it isn't there. Files of these names are replaced, all or
     *     none of them even if the process is killed
     * @param floats the type of the numbers, {@code FLOAT32} or {@code FLOAT16}
     * @throws IllegalArgumentException if the model didn't come through {@code hf:} or the zoo
     * @throws IOException if a file can't be written
     */
    public static void save(Model model, Path folder, DataType floats) throws IOException {
        String json = model.getProperty(CONFIG_PROPERTY);
        if (json == null || !(model.getBlock() instanceof TransformerModel block)) {
            throw new IllegalArgumentException(
                    "The model "
                            + model.getName()
                            + " can't be saved as a Hugging Face folder; only those can that a"
                            + " Criteria loaded by an hf: URL or from the zoo of this project.");
        }
        JsonObject config = JsonParser.parseString(json).getAsJsonObject();
        String normalize = model.getProperty(NORMALIZE_PROPERTY);
        write(
                block,
                new PretrainedConfig(config, model.getName()),
                model.getModelPath(),
                new Changes(
                        model.getProperty(POOLING_PROPERTY),
                        normalize == null ? null : Boolean.valueOf(normalize)),
                null,
                folder,
                floats);
    }

    /**
     * Writes config.json, model.safetensors and, of a folder unless it is null, the tokenizer, the
     * modules of sentence-transformers, and how to generate unless that is given.
     */
    static void write(
            TransformerModel model,
            PretrainedConfig config,
            Path from,
            Changes changes,
            GenerationConfig generation,
            Path folder,
            DataType floats)
            throws IOException {
        Path projected = model.head() == Head.BASE && from != null ? stanford(from) : null;
        try (FolderUpdate update = FolderUpdate.begin(folder)) {
            writeTensors(update.file("model.safetensors"), model, config, floats, projected);
            PretrainedConfig named =
                    projected == null
                            ? named(config, model.head())
                            : config.withArchitecture(LateInteraction.STANFORD);
            JsonObject json = named.toJson();
            // transformers 5 says dtype, earlier ones torch_dtype.
            json.addProperty("dtype", floats.name().toLowerCase(Locale.ROOT));
            json.remove("torch_dtype");
            Files.writeString(update.file(PretrainedConfig.FILE), GSON.toJson(json) + "\n");
            if (from != null) {
                SentenceFolder sentence = SentenceFolder.read(from);
                TokenizerCopy.write(sentence.transformer(), update, config, model.maxLength());
                writeModules(sentence, changes, model, config, update);
            }
            writeGeneration(from, generation, model.head(), update);
            String metadata = LateInteraction.METADATA;
            if (projected != null && Files.exists(projected.resolve(metadata))) {
                Files.copy(ModelFolder.file(projected, metadata), update.file(metadata));
            } else {
                update.remove(metadata);
            }
            update.commit();
        }
    }

    private static void writeGeneration(
            Path from, GenerationConfig generation, Head head, FolderUpdate update)
            throws IOException {
        String name = GenerationConfig.FILE;
        if (head.generates() && generation != null) {
            generation.write(update.file(name));
        } else if (head.generates() && from != null && Files.exists(from.resolve(name))) {
            Files.copy(ModelFolder.file(from, name), update.file(name));
        } else {
            update.remove(name);
        }
    }

    /** Of a model with another head than that which the modules are for there are none. */
    private static void writeModules(
            SentenceFolder from,
            Changes changes,
            TransformerModel model,
            PretrainedConfig config,
            FolderUpdate update)
            throws IOException {
        boolean crossEncoder =
                model.head() == Head.SEQUENCE_CLASSIFICATION && from.modules().size() == 1;
        if (model.head() != Head.BASE && !crossEncoder) {
            SentenceWriter.remove(update);
            return;
        }
        boolean sameLength =
                from.exists()
                        && PretrainedConfig.read(from.transformer()).integer(POSITIONS, 0)
                                == config.integer(POSITIONS, 0);
        SentenceWriter.write(
                from,
                update,
                changes,
                model.description().stateSize(),
                sameLength ? 0 : model.maxLength());
    }

    private static void writeTensors(
            Path file,
            TransformerModel model,
            PretrainedConfig config,
            DataType floats,
            Path projected)
            throws IOException {
        Map<String, NDArray> tensors = new LinkedHashMap<>();
        StateDict.of(model).forEach((name, parameter) -> tensors.put(name, parameter.getArray()));
        NDManager owner = tensors.values().iterator().next().getManager();
        try (NDManager scope = owner.newSubManager()) {
            fuse(tensors, model, scope);
            Architecture architecture = Architectures.of(config);
            architecture
                    .aliases(tensors.keySet())
                    .forEach((name, other) -> tensors.put(name, tensors.get(other)));
            Map<String, NDArray> stored = new LinkedHashMap<>();
            tensors.forEach((name, tensor) -> stored.put(architecture.stored(name), tensor));
            if (projected != null) {
                try (TensorStore store = Weights.open(projected)) {
                    String name = LateInteraction.PROJECTION;
                    stored.put(name, store.read(scope, name));
                }
            }
            SafetensorsWriter.write(file, stored, floats);
        }
    }

    /** The folder, if it is one of Stanford's ColBERT, whose matrix is among the weights. */
    private static Path stanford(Path from) throws IOException {
        SentenceFolder sentence = SentenceFolder.read(from);
        boolean itIs =
                !sentence.exists()
                        && Files.exists(from.resolve(PretrainedConfig.FILE))
                        && LateInteraction.isIn(sentence, PretrainedConfig.read(from));
        return itIs ? from : null;
    }

    /** Joins linear layers that checkpoints hold in one tensor. */
    private static void fuse(
            Map<String, NDArray> tensors, TransformerModel model, NDManager scope) {
        ModelDescription description = model.description();
        String backbone = model.head() == Head.BASE ? "" : description.prefix() + ".";
        for (LayerPart layer : description.layers()) {
            String prefix = backbone + layer.name() + ".";
            for (FusedPart fused : layer.fused()) {
                for (String end : List.of(".weight", ".bias")) {
                    NDList parts = new NDList();
                    for (Slice slice : fused.slices()) {
                        NDArray part = tensors.remove(prefix + slice.name() + end);
                        if (part != null) {
                            parts.add(part);
                        }
                    }
                    if (!parts.isEmpty()) {
                        NDArray joined = NDArrays.concat(parts, 0);
                        joined.attach(scope);
                        tensors.put(prefix + fused.name() + end, joined);
                    }
                }
            }
        }
    }

    /** Lets architectures name the head that the model has, where its own was left off. */
    private static PretrainedConfig named(PretrainedConfig config, Head head) {
        if (Architectures.head(config) == head) {
            return config;
        }
        String className = Architectures.of(config).className(config.modelType());
        return config.withArchitecture(className + head.suffix());
    }
}
