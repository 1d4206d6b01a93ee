/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.config;

import static org.efficienttransformers.settings.Require.require;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.generate.GenerationSettings;
import org.efficienttransformers.generate.GenerationSettings.EarlyStopping;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;

/**
 * What a folder asks of generation: generation_config.json, or where that is missing the keys of
 * generation in config.json, as transformers 5 has it. {@code task_specific_params} are never read.
 *
 * @param settings what is asked for
 */
public record GenerationConfig(Settings settings) {

    /** The name of the file. */
    public static final String FILE = "generation_config.json";

    private static final GenerationConfig NOTHING = new GenerationConfig(Settings.DEFAULT);

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    /** What we can't do, and the values that ask for nothing. */
    private static final Map<String, String> UNSUPPORTED =
            Map.of(
                    "num_beam_groups", "1",
                    "diversity_penalty", "0.0",
                    "penalty_alpha", "0.0",
                    "guidance_scale", "1.0",
                    "force_words_ids", "",
                    "constraints", "",
                    "watermarking_config", "",
                    "dola_layers", "");

    /**
     * Reads it.
     *
     * @param folder a Hugging Face folder
     * @param config its config.json
     * @param model the model that it describes
     * @return what it asks for
     * @throws IOException if the file is broken
     * @throws IllegalArgumentException if a value isn't supported
     */
    public static GenerationConfig read(
            Path folder, PretrainedConfig config, ModelDescription model) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return of(config, model);
        }
        try {
            JsonElement root = JsonParser.parseString(Files.readString(file));
            if (!root.isJsonObject()) {
                throw new IOException(file + " is not a JSON object.");
            }
            JsonObject json = root.getAsJsonObject();
            return NOTHING.with(new PretrainedConfig(json, file.toString()));
        } catch (JsonParseException e) {
            throw new IOException(file + " is not valid JSON: " + e.getMessage(), e);
        }
    }

    /**
     * Reads it out of config.json alone. Of an encoder-decoder, special tokens that are missing
     * there are those of its class in transformers.
     *
     * @param config config.json
     * @param model the model that it describes
     * @return what it asks for
     * @throws IllegalArgumentException if a value isn't supported
     */
    public static GenerationConfig of(PretrainedConfig config, ModelDescription model) {
        Settings said = NOTHING.with(config).settings;
        if (model.decoder() == null) {
            return new GenerationConfig(said);
        }
        Map<Setting<?>, Object> usual =
                Map.of(
                        GenerationSettings.DECODER_START_TOKEN_ID, model.decoder().startTokenId(),
                        GenerationSettings.EOS_TOKEN_ID, List.of(model.sepTokenId()),
                        GenerationSettings.PAD_TOKEN_ID, model.padTokenId());
        Map<String, Object> values = new LinkedHashMap<>(said.values());
        JsonObject json = config.toJson();
        usual.forEach(
                (setting, value) -> {
                    if (!json.has(setting.key())) {
                        values.put(setting.key(), value);
                    }
                });
        return new GenerationConfig(new Settings(values));
    }

    /**
     * {@return this with what another file says}
     *
     * @param json the file, whose keys are transformers'
     * @throws IllegalArgumentException if a value isn't supported
     */
    public GenerationConfig with(PretrainedConfig json) {
        UNSUPPORTED.forEach(
                (key, nothing) ->
                        require(
                                !json.has(key)
                                        || json.value(key).toString().equals(nothing)
                                        || (json.value(key) instanceof Number number
                                                && !nothing.isEmpty()
                                                && number.doubleValue()
                                                        == Double.parseDouble(nothing)),
                                "%s has %s = %s, which isn't supported; leave it out.",
                                json.source(),
                                key,
                                json.value(key)));
        Map<String, Object> values = new LinkedHashMap<>(settings.values());
        for (Setting<?> setting : GenerationSettings.ALL) {
            // An empty list asks for nothing.
            if (json.has(setting.key()) && !List.of().equals(json.value(setting.key()))) {
                String name = json.source() + ": " + setting.key();
                values.put(setting.key(), setting.parse(json.value(setting.key()), name));
            }
        }
        return new GenerationConfig(new Settings(values));
    }

    /**
     * Writes it, so that transformers reads the same.
     *
     * @param file where to
     * @throws IOException if that fails
     */
    public void write(Path file) throws IOException {
        Map<String, Object> json = new TreeMap<>(settings.values());
        EarlyStopping early = settings.get(GenerationSettings.EARLY_STOPPING);
        json.put(
                GenerationSettings.EARLY_STOPPING.key(),
                early == EarlyStopping.NEVER ? "never" : early == EarlyStopping.TRUE);
        Map<List<Integer>, Double> biases = settings.get(GenerationSettings.SEQUENCE_BIAS);
        json.put(
                GenerationSettings.SEQUENCE_BIAS.key(),
                biases.isEmpty()
                        ? null
                        : biases.entrySet().stream()
                                .map(bias -> List.of(bias.getKey(), bias.getValue()))
                                .toList());
        Files.writeString(file, GSON.toJson(json) + "\n");
    }
}
