/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.sentence;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.config.FolderUpdate;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.weights.folder.ModelFolder;

/**
 * A folder as sentence-transformers saves it, of versions 2 to 6: modules.json lists the modules
 * that a text goes through, each with a folder of its own, of which the first may be the model's.
 * Folders of transformers alone, without modules.json, are such a folder with no modules.
 *
 * @param folder the folder
 * @param modules its modules, the encoder first
 */
public record SentenceFolder(Path folder, List<SentenceModule> modules) {

    /** The file that lists the modules. */
    public static final String MODULES = "modules.json";

    /** The file with prompts and similarity. */
    public static final String MODEL_SETTINGS = "config_sentence_transformers.json";

    /** The file with length and case, by the names that it has had. */
    public static final List<String> TRANSFORMER_SETTINGS =
            List.of(
                    "sentence_bert_config.json",
                    "sentence_roberta_config.json",
                    "sentence_distilbert_config.json",
                    "sentence_camembert_config.json",
                    "sentence_albert_config.json",
                    "sentence_xlm-roberta_config.json",
                    "sentence_xlnet_config.json");

    private static final String VECTOR = "sentence_embedding";
    private static final int MOST_MODULES = 100;
    private static final long MOST_BYTES = 16L << 20;

    /** Copies the list. */
    public SentenceFolder {
        modules = List.copyOf(modules);
    }

    /**
     * Reads modules.json, if there is one.
     *
     * @param folder a Hugging Face folder
     * @return the modules; their own files are read when they are asked for
     * @throws IOException if modules.json is none, or names a place out of the folder
     * @throws IllegalArgumentException if the first module is no Transformer, and no config.json is
     *     in its place
     */
    public static SentenceFolder read(Path folder) throws IOException {
        FolderUpdate.finish(folder);
        if (!Files.exists(folder.resolve(MODULES))) {
            return new SentenceFolder(folder, List.of());
        }
        Path file = ModelFolder.file(folder, MODULES);
        JsonElement root = parse(file);
        List<SentenceModule> modules = new ArrayList<>();
        if (root.isJsonArray() && root.getAsJsonArray().size() <= MOST_MODULES) {
            for (JsonElement entry : root.getAsJsonArray()) {
                modules.add(module(folder, file, entry));
            }
        }
        if (modules.isEmpty()) {
            throw new IOException(
                    file + " is no list of 1 to " + MOST_MODULES + " modules, as it should be.");
        }
        SentenceFolder read = new SentenceFolder(folder, modules);
        if (!Files.exists(read.transformer().resolve(PretrainedConfig.FILE))) {
            read.requireTransformer();
        }
        return read;
    }

    private void requireTransformer() {
        if (!modules.get(0).isTransformer()) {
            throw refuse(modules.get(0), "the first is sentence_transformers.models.Transformer");
        }
    }

    private static SentenceModule module(Path folder, Path file, JsonElement entry)
            throws IOException {
        if (!entry.isJsonObject()) {
            throw new IOException(
                    file + " has a module " + entry + "; each is an object with type and path.");
        }
        PretrainedConfig config = new PretrainedConfig(entry.getAsJsonObject(), file.toString());
        try {
            String path = config.string("path", "");
            ModelFolder.requireInside(folder, path);
            return new SentenceModule(config.string("type", null), path);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * {@return whether sentence-transformers made the folder; false if there is no modules.json}
     */
    public boolean exists() {
        return !modules.isEmpty();
    }

    /**
     * {@return the folder of config.json, weights and tokenizer: the folder itself, or one in it}
     */
    public Path transformer() {
        return exists() ? folder.resolve(modules.get(0).path()) : folder;
    }

    /**
     * Returns where config.json, weights and tokenizer of a folder are.
     *
     * @param folder a Hugging Face folder
     * @return the folder itself, or the one in it that its modules.json names
     * @throws IOException as {@link #read}
     */
    public static Path transformer(Path folder) throws IOException {
        return read(folder).transformer();
    }

    /**
     * Reads length, case and prompts.
     *
     * @return what is said of them
     * @throws IOException if a file is broken
     * @throws IllegalArgumentException if a value isn't supported
     */
    public SentenceSettings settings() throws IOException {
        if (!exists()) {
            return SentenceSettings.none(folder.toString());
        }
        return SentenceSettings.read(transformerSettings(), modelSettings());
    }

    /** The file with prompts and similarity. */
    PretrainedConfig modelSettings() throws IOException {
        return settings(MODEL_SETTINGS);
    }

    /** A file of settings in the folder itself; an empty object if it isn't there. */
    PretrainedConfig settings(String name) throws IOException {
        return config(folder.resolve(name));
    }

    /** The first of the files for length and case that is there. */
    PretrainedConfig transformerSettings() throws IOException {
        for (String name : TRANSFORMER_SETTINGS) {
            if (Files.exists(transformer().resolve(name))) {
                return config(transformer().resolve(name));
            }
        }
        return new PretrainedConfig(new JsonObject(), transformer().toString());
    }

    /**
     * Returns how vectors are made of states.
     *
     * @param hiddenSize how long the states are
     * @return the pooling; null if there are modules and none of them pools
     * @throws IOException if its file is broken
     * @throws IllegalArgumentException if a value isn't supported
     */
    public Pooling pooling(int hiddenSize) throws IOException {
        if (!exists()) {
            return Pooling.DEFAULT;
        }
        requireTransformer();
        TransformerUse.check(transformerSettings());
        if (modules.size() == 1) {
            return null;
        }
        SentenceModule module = modules.get(1);
        if (!module.kind().equals("Pooling")) {
            throw refuse(module, "Pooling follows the encoder");
        }
        PretrainedConfig config = config(module);
        for (String key : new String[] {"word_embedding_dimension", "embedding_dimension"}) {
            if (config.has(key)) {
                require(
                        config.integer(key) == hiddenSize,
                        "%s has %s = %s, and the states of the model have %s numbers; the folder's"
                                + " files don't belong together.",
                        config.source(),
                        key,
                        config.integer(key),
                        hiddenSize);
            }
        }
        return Pooling.read(config);
    }

    /**
     * Reads what happens to the vector after pooling.
     *
     * @param manager gives the device through which weights are read
     * @return the steps in their order; a Normalize is {@link UnitLength#INSTANCE}
     * @throws IOException if a file is missing or broken
     * @throws IllegalArgumentException if a module or a value isn't supported
     */
    public List<VectorStep> steps(NDManager manager) throws IOException {
        List<VectorStep> steps = new ArrayList<>();
        for (SentenceModule module : modules.subList(Math.min(2, modules.size()), modules.size())) {
            PretrainedConfig config = config(module);
            for (String key : new String[] {"module_input_name", "module_output_name"}) {
                if (config.has(key) && !config.string(key, null).equals(VECTOR)) {
                    throw refuse(module, key + " is " + VECTOR);
                }
            }
            switch (module.kind()) {
                case "Dense" -> steps.add(Dense.read(place(module), config, manager));
                case "LayerNorm" -> steps.add(LayerNorm.read(place(module), config, manager));
                case "Normalize" -> steps.add(UnitLength.INSTANCE);
                case "Dropout" -> {
                    // of training
                }
                default -> throw refuse(module, "Dense, LayerNorm, Normalize or Dropout follow");
            }
        }
        return steps;
    }

    /** Refuses a module, saying what is supported in its place. */
    IllegalArgumentException refuse(SentenceModule module, String supported) {
        return new IllegalArgumentException(
                folder.resolve(MODULES)
                        + " has the module "
                        + module.type()
                        + (module.path().isEmpty() ? "" : " (" + module.path() + ")")
                        + ", which isn't supported in its place; supported is that "
                        + supported
                        + ".");
    }

    /** The folder of a module. */
    Path place(SentenceModule module) {
        return folder.resolve(module.path());
    }

    /** The settings of a module. */
    PretrainedConfig config(SentenceModule module) throws IOException {
        return config(place(module).resolve(PretrainedConfig.FILE));
    }

    /** A file of settings; an empty object if it isn't there. */
    private static PretrainedConfig config(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new PretrainedConfig(new JsonObject(), file.toString());
        }
        JsonElement root = parse(ModelFolder.file(file.getParent(), file.getFileName().toString()));
        if (!root.isJsonObject()) {
            throw new IOException(file + " is not a JSON object.");
        }
        return new PretrainedConfig(root.getAsJsonObject(), file.toString());
    }

    private static JsonElement parse(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException(file + " has more than 16 MB, too many for a file of settings.");
        }
        try {
            return JsonParser.parseString(Files.readString(file));
        } catch (JsonParseException | CharacterCodingException e) {
            // Gson puts a link for programmers into a second line.
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new IOException(
                    file + " is not valid JSON: " + reason.replaceFirst("\\.?$", "."), e);
        }
    }
}
