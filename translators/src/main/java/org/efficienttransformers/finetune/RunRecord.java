/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.kernel.machine.ProcessMemory;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.settings.Settings;

/**
 * {@value #FILE}: all that is needed to tell how a model was made, and to make it again. Model
 * cards are written from it.
 */
public final class RunRecord {

    /** The name of the file. */
    public static final String FILE = "run.json";

    /** The key of what a test gave, which runs have that came to their end. */
    public static final String TEST = "test";

    private static final Gson GSON =
            new GsonBuilder()
                    .setPrettyPrinting()
                    .disableHtmlEscaping()
                    .serializeSpecialFloatingPointValues() // perplexities may overflow
                    .create();

    private final JsonObject json = new JsonObject();
    private final Map<String, String> fixed = new TreeMap<>();

    /**
     * Begins a record.
     *
     * @param recipe what to call the program that trains
     */
    public RunRecord(String recipe) {
        json.addProperty("recipe", recipe);
        json.addProperty("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        json.add("data", new JsonObject());
    }

    /**
     * Adds what is worth knowing.
     *
     * @param key its name
     * @param value anything that Gson can write: a text, a list of texts, ...
     */
    public void put(String key, Object value) {
        json.add(key, GSON.toJsonTree(value));
    }

    /**
     * Says what must be the same when the run is resumed, besides data, settings and config.json.
     *
     * @param name what to call it where it differs, such as {@code --scale}
     * @param value its value
     */
    public void fix(String name, Object value) {
        fixed.put(name, String.valueOf(value));
    }

    /**
     * Adds data: its name, its size, labels, and a hash of all texts. A run is resumed with the
     * same data only.
     *
     * @param role what it is for, such as {@code train}
     * @param path where it came from; folders are left out
     * @param texts the texts with their labels
     */
    public void data(String role, Path path, List<LabelledText> texts) {
        JsonObject data = new JsonObject();
        data.addProperty("name", String.valueOf(path.getFileName()));
        data.addProperty("examples", texts.size());
        JsonObject labels = new JsonObject();
        texts.stream()
                .collect(
                        Collectors.groupingBy(
                                LabelledText::label, TreeMap::new, Collectors.counting()))
                .forEach(labels::addProperty);
        data.add("labels", labels);
        String hash = hash(texts);
        fix("the data for " + role, hash);
        data.addProperty("sha256", hash);
        json.getAsJsonObject("data").add(role, data);
    }

    private static String hash(List<LabelledText> texts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (LabelledText text : texts) {
                digest.update(
                        (text.label() + "\n" + text.text() + "\n")
                                .getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java platform has SHA-256.", e);
        }
    }

    /** What {@link #put} added as a text; null if it is no text or not there. */
    String text(String key) {
        return json.get(key) instanceof JsonPrimitive primitive && primitive.isString()
                ? primitive.getAsString()
                : null;
    }

    /** What must be the same when the run is resumed. */
    Map<String, String> fixed() {
        return fixed;
    }

    /** Adds the settings, config.json and the number of parameters. */
    void model(Checkpoint checkpoint, Settings settings) {
        put("seed", settings.get(FineTuningSettings.SEED));
        put("settings", new TreeMap<>(settings.values()));
        put("head", checkpoint.model().head().name());
        put("parameters", parameters(checkpoint));
        JsonObject config = checkpoint.config().toJson();
        config.remove("_name_or_path"); // often a folder of somebody's machine
        json.add("config", config);
        config.entrySet()
                .forEach(entry -> fix(entry.getKey() + " of config.json", entry.getValue()));
        fix("dtype", checkpoint.model().kernels());
    }

    static long parameters(Checkpoint checkpoint) {
        return StateDict.of(checkpoint.model()).values().stream()
                .mapToLong(parameter -> parameter.getShape().size())
                .sum();
    }

    /** Adds what came of the training. */
    void training(FineTuning.Result result) {
        JsonObject training = new JsonObject();
        training.addProperty("steps", result.steps());
        training.addProperty("tokens", result.tokens());
        training.addProperty("seconds", Math.round(result.seconds()));
        training.addProperty("tokens_per_second", Math.round(result.tokens() / result.seconds()));
        training.addProperty("peak_resident_bytes", ProcessMemory.peak().orElse(0));
        training.addProperty("figure", result.figure());
        training.add("evaluations", GSON.toJsonTree(result.evaluations()));
        json.add("training", training);
    }

    /**
     * Adds what a test of the best model found.
     *
     * @param evaluation the figures
     */
    public void test(Evaluation evaluation) {
        put(TEST, evaluation.figures());
    }

    /**
     * Writes the record.
     *
     * @param folder where to
     * @throws IOException if it can't be written
     */
    public void write(Path folder) throws IOException {
        Files.writeString(folder.resolve(FILE), GSON.toJson(json) + "\n");
    }
}
