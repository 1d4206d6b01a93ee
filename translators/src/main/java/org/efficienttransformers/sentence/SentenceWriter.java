/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.sentence;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.config.FolderUpdate;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.weights.folder.ModelFolder;

/**
 * Writes what stands around the encoder in a folder of sentence-transformers, the encoder itself in
 * the folder's root, so that versions 2 to 6 of it read the same.
 */
public final class SentenceWriter {

    /** What a module's folder may hold. */
    private static final List<String> FILES =
            List.of(PretrainedConfig.FILE, "model.safetensors", "pytorch_model.bin");

    /** The package of the classes in versions 2 to 5, from which version 6 takes them as well. */
    private static final String PACKAGE = "sentence_transformers.models.";

    private static final String NORMALIZE = "Normalize";
    private static final String LENGTH = "max_seq_length";
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private SentenceWriter() {}

    /**
     * What was asked for instead of what a folder says.
     *
     * @param pooling the argument {@code pooling}, or null
     * @param normalize the argument {@code normalize}, or null
     */
    public record Changes(String pooling, Boolean normalize) {

        /** As the folder says. */
        public static final Changes NONE = new Changes(null, null);
    }

    /**
     * Writes modules.json and what belongs to it; nothing if the folder has none and nothing else
     * is asked for.
     *
     * @param from where the modules are
     * @param to where to
     * @param changes what is to be otherwise
     * @param stateSize how long the model's last hidden states are
     * @param maxLength the longest text in tokens, if it isn't what it was; else 0
     * @throws IOException if a file can't be read or written
     */
    public static void write(
            SentenceFolder from, FolderUpdate to, Changes changes, int stateSize, int maxLength)
            throws IOException {
        if (!from.exists() && changes.equals(Changes.NONE)) {
            remove(to);
            return;
        }
        JsonArray modules = new JsonArray();
        add(modules, PACKAGE + "Transformer", "");
        boolean late = LateInteraction.isIn(from);
        if (late) {
            for (SentenceModule module : from.modules().subList(1, from.modules().size())) {
                copy(from, module, to, add(modules, module.type(), null));
            }
        }
        Pooling own = late ? null : from.pooling(stateSize);
        if (own != null || changes.pooling() != null) {
            Pooling pooling = own == null ? Pooling.DEFAULT : own;
            if (changes.pooling() != null) {
                pooling = pooling.with(changes.pooling());
            }
            String place = add(modules, PACKAGE + "Pooling", null);
            write(to.file(place, PretrainedConfig.FILE), pooling.toJson(stateSize));
            for (SentenceModule module : steps(from, changes.normalize())) {
                copy(from, module, to, add(modules, PACKAGE + module.kind(), null));
            }
        }
        write(to.file(SentenceFolder.MODULES), modules);
        writeSettings(from, to, maxLength);
    }

    /**
     * Removes what would make the folder one of sentence-transformers.
     *
     * @param to the folder
     */
    public static void remove(FolderUpdate to) {
        to.remove(SentenceFolder.MODULES);
        to.remove(SentenceFolder.MODEL_SETTINGS);
        SentenceFolder.TRANSFORMER_SETTINGS.forEach(to::remove);
    }

    private static List<SentenceModule> steps(SentenceFolder from, Boolean normalize) {
        List<SentenceModule> all = from.modules();
        List<SentenceModule> steps =
                new ArrayList<>(all.subList(Math.min(2, all.size()), all.size()));
        if (normalize != null) {
            while (!steps.isEmpty() && steps.get(steps.size() - 1).kind().equals(NORMALIZE)) {
                steps.remove(steps.size() - 1);
            }
            if (normalize) {
                steps.add(new SentenceModule(PACKAGE + NORMALIZE, null));
            }
        }
        return steps;
    }

    /** Adds an entry; without a path it gets one of its number and kind, which is returned. */
    private static String add(JsonArray modules, String type, String path) {
        String kind = type.substring(type.lastIndexOf('.') + 1);
        String place = path == null ? modules.size() + "_" + kind : path;
        JsonObject module = new JsonObject();
        module.addProperty("idx", modules.size());
        module.addProperty("name", Integer.toString(modules.size()));
        module.addProperty("path", place);
        module.addProperty("type", type);
        modules.add(module);
        return place;
    }

    private static void copy(
            SentenceFolder from, SentenceModule module, FolderUpdate to, String place)
            throws IOException {
        if (module.path() == null) {
            return;
        }
        Path folder = from.folder().resolve(module.path());
        for (String name : FILES) {
            if (Files.exists(folder.resolve(name))) {
                Files.copy(ModelFolder.file(folder, name), to.file(place, name));
            }
        }
    }

    private static void writeSettings(SentenceFolder from, FolderUpdate to, int maxLength)
            throws IOException {
        List<String> names = SentenceFolder.TRANSFORMER_SETTINGS;
        names.subList(1, names.size()).forEach(to::remove);
        JsonObject settings =
                from.exists() ? from.transformerSettings().toJson() : new JsonObject();
        if (maxLength > 0 && from.settings().maxLength() > 0) {
            settings.addProperty(LENGTH, maxLength);
        }
        write(to.file(names.get(0)), settings);
        Path model = from.folder().resolve(SentenceFolder.MODEL_SETTINGS);
        if (from.exists() && Files.exists(model)) {
            Files.copy(
                    ModelFolder.file(from.folder(), SentenceFolder.MODEL_SETTINGS),
                    to.file(SentenceFolder.MODEL_SETTINGS));
        } else {
            to.remove(SentenceFolder.MODEL_SETTINGS);
        }
    }

    private static void write(Path file, JsonElement json) throws IOException {
        Files.writeString(file, GSON.toJson(json) + "\n");
    }
}
