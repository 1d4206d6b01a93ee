/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.efficienttransformers.config.FolderUpdate;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.efficienttransformers.weights.folder.ModelFolder;

/** The tokenizer of a folder, written next to another model, where it must read texts as before. */
final class TokenizerCopy {

    private static final String SETTINGS = "tokenizer_config.json";
    private static final String LENGTH = "model_max_length";
    private static final String CLASS = "tokenizer_class";
    private static final String POSITIONS = "max_position_embeddings";
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

    private TokenizerCopy() {}

    /**
     * Copies the files of a tokenizer, and says in tokenizer_config.json what followed from the
     * model that it stood next to.
     *
     * @param from a folder with a tokenizer
     * @param to where to
     * @param config config.json of the model next to which it will stand
     * @param maxLength tokens that this model takes
     * @throws IOException if a file can't be read or written
     */
    static void write(Path from, FolderUpdate to, PretrainedConfig config, int maxLength)
            throws IOException {
        boolean any = false;
        for (String name : TextTokenizer.FILES) {
            if (Files.exists(from.resolve(name))) {
                Files.copy(ModelFolder.file(from, name), to.file(name));
                any = true;
            } else {
                to.remove(name); // of another tokenizer, which would be mixed with this one
            }
        }
        if (!any) {
            return;
        }
        Path file = to.file(SETTINGS);
        JsonObject settings =
                Files.exists(file)
                        ? JsonParser.parseString(Files.readString(file)).getAsJsonObject()
                        : new JsonObject();
        PretrainedConfig before =
                Files.exists(from.resolve(PretrainedConfig.FILE))
                        ? PretrainedConfig.read(from)
                        : new PretrainedConfig(new JsonObject(), from.toString());
        boolean classIsSet = setClass(settings, from, before, config);
        boolean lengthIsSet = setLength(settings, before, config, maxLength);
        if (classIsSet || lengthIsSet) {
            Files.writeString(file, GSON.toJson(settings) + "\n");
        }
    }

    /** Where no class is named the model's type decides, and that may be another one now. */
    private static boolean setClass(
            JsonObject settings, Path from, PretrainedConfig before, PretrainedConfig config)
            throws IOException {
        String type = config.string("model_type", "");
        if (settings.has(CLASS) || type.equals(before.string("model_type", ""))) {
            return false;
        }
        String name = TextTokenizer.className(from);
        if (name == null) {
            return false;
        }
        settings.addProperty(CLASS, name);
        return true;
    }

    /**
     * What is new, or was made longer, may read texts as long as the model takes, and none longer.
     * A bound that its authors set below that is kept otherwise.
     */
    private static boolean setLength(
            JsonObject settings, PretrainedConfig before, PretrainedConfig config, int maxLength) {
        boolean isOther = before.integer(POSITIONS, 0) != config.integer(POSITIONS, 0);
        if (!settings.has(LENGTH)
                || (!isOther && settings.get(LENGTH).getAsDouble() <= maxLength)) {
            return false;
        }
        settings.addProperty(LENGTH, maxLength);
        return true;
    }
}
