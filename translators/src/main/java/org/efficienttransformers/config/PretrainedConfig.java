/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.config;

import static org.efficienttransformers.settings.Require.require;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.ToNumberPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * config.json of a Hugging Face folder.
 *
 * <p>Values are asked for by their key, with the default that transformers has for it. A value of
 * another kind than the one asked for is an error that names key and file.
 */
public final class PretrainedConfig {

    /** The name of the file. */
    public static final String FILE = "config.json";

    /** What Python's peft writes instead. */
    private static final String ADAPTER_FILE = "adapter_config.json";

    /** More than any published model has; each takes memory before a weight is read. */
    private static final int MOST_LAYERS = 1000;

    private static final Gson VALUES =
            new GsonBuilder().setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE).create();

    private final JsonObject json;
    private final String source;
    private final Map<String, String> names;
    private final Set<String> asked; // notes the keys; null for nobody who wants them

    /**
     * Wraps a parsed file.
     *
     * @param json its content
     * @param source where it comes from, for messages
     */
    public PretrainedConfig(JsonObject json, String source) {
        this(json, source, Map.of(), null);
    }

    private PretrainedConfig(
            JsonObject json, String source, Map<String, String> names, Set<String> asked) {
        this.json = json;
        this.source = source;
        this.names = names;
        this.asked = asked;
    }

    /**
     * Notes which keys are asked for, so that it is known which ones mean something.
     *
     * @param keys where to; keys are added
     * @return the same configuration
     */
    public PretrainedConfig noting(Set<String> keys) {
        return new PretrainedConfig(json, source, names, keys);
    }

    /**
     * Reads the config.json of a folder, after completing a save to it that was killed.
     *
     * @param folder a Hugging Face folder
     * @return the configuration
     * @throws IOException if there is none, or it isn't a JSON object
     */
    public static PretrainedConfig read(Path folder) throws IOException {
        FolderUpdate.finish(folder);
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            refuseAdapter(folder);
            throw new IOException(
                    "There is no config.json in "
                            + folder
                            + "; a Hugging Face model folder has one next to its weights.");
        }
        try {
            JsonElement root = JsonParser.parseString(Files.readString(file));
            if (!root.isJsonObject()) {
                throw new IOException(file + " is not a JSON object.");
            }
            return new PretrainedConfig(root.getAsJsonObject(), file.toString());
        } catch (JsonParseException e) {
            throw new IOException(file + " is not valid JSON: " + e.getMessage(), e);
        }
    }

    private static void refuseAdapter(Path folder) throws IOException {
        if (Files.isRegularFile(folder.resolve(ADAPTER_FILE))) {
            throw new IOException(
                    folder
                            + " holds an adapter ("
                            + ADAPTER_FILE
                            + "), such as LoRA's, and no model; load the base model that is named"
                            + " there, with the argument adapter=<this folder>.");
        }
    }

    /** {@return where the configuration comes from, a file's path or another name, for messages} */
    public String source() {
        return source;
    }

    /** {@return a copy of the content} */
    public JsonObject toJson() {
        return json.deepCopy();
    }

    /**
     * {@return a copy with another value}
     *
     * @param key the key
     * @param value its value: a number, text, truth value, list or map
     */
    public PretrainedConfig with(String key, Object value) {
        JsonObject copy = toJson();
        copy.add(key, json(value));
        return new PretrainedConfig(copy, source, names, asked);
    }

    /**
     * {@return a copy that says what a config.json of transformers leaves out}
     *
     * @param defaults by key, numbers and texts that hold where it has none, or null
     */
    public PretrainedConfig withDefaults(Map<String, ?> defaults) {
        JsonObject copy = toJson();
        defaults.forEach(
                (key, value) -> {
                    if (!has(key)) {
                        copy.add(key, json(value));
                    }
                });
        return new PretrainedConfig(copy, source, names, asked);
    }

    /**
     * {@return a copy that has values under other keys, too} Messages name the file's own.
     *
     * @param keys the file's keys, by those that are asked for
     */
    public PretrainedConfig withKeys(Map<String, String> keys) {
        JsonObject copy = toJson();
        Map<String, String> own = new HashMap<>(names);
        keys.forEach(
                (key, other) -> {
                    if (has(other)) {
                        copy.add(key, json.get(other));
                        own.put(key, other);
                    }
                });
        return new PretrainedConfig(copy, source, own, asked);
    }

    /**
     * {@return a copy that names another class}
     *
     * @param name what {@code architectures} is to hold
     */
    public PretrainedConfig withArchitecture(String name) {
        JsonObject copy = toJson();
        JsonArray classes = new JsonArray();
        classes.add(name);
        copy.add("architectures", classes);
        return new PretrainedConfig(copy, source, names, asked);
    }

    /**
     * Returns a value of any kind.
     *
     * @param key the key
     * @return a number, text, truth value, list or map; null if it is missing
     */
    public Object value(String key) {
        return has(key) ? VALUES.fromJson(json.get(key), Object.class) : null;
    }

    /**
     * Returns a map.
     *
     * @param key the key
     * @return its value, empty where the key is missing or null
     */
    public Map<?, ?> object(String key) {
        if (has(key) && !json.get(key).isJsonObject()) {
            throw wrong(key, "an object");
        }
        return has(key) ? (Map<?, ?>) value(key) : Map.of();
    }

    /**
     * Returns a value as JSON has it.
     *
     * @param value a number, text, truth value or list
     * @return the same
     */
    public static JsonElement json(Object value) {
        return new Gson().toJsonTree(value);
    }

    /**
     * Returns the number of layers, each of which takes memory before a weight is read.
     *
     * @param key the key
     * @return its value, from 1 to 1,000
     */
    public int layers(String key) {
        int count = integer(key);
        if (count < 1 || count > MOST_LAYERS) {
            throw wrong(key, "from 1 to " + MOST_LAYERS);
        }
        return count;
    }

    /**
     * Tells whether a key has a value.
     *
     * @param key the key
     * @return false if it is missing or null
     */
    public boolean has(String key) {
        if (asked != null) {
            asked.add(key);
        }
        return json.has(key) && !json.get(key).isJsonNull();
    }

    /** {@return {@code model_type}, such as {@code longformer}} */
    public String modelType() {
        return string("model_type", null);
    }

    /**
     * {@return the first of {@code architectures}, such as {@code LongformerForMaskedLM}, or null
     * if there is none}
     */
    public String architecture() {
        if (!has("architectures")) {
            return null;
        }
        List<String> names = strings("architectures");
        return names.isEmpty() ? null : names.get(0);
    }

    /**
     * {@return a number that must be there}
     *
     * @param key the key
     */
    public int integer(String key) {
        if (!has(key)) {
            throw missing(key);
        }
        return integer(key, 0);
    }

    /**
     * {@return a number}
     *
     * @param key the key
     * @param defaultValue the value where the key is missing or null
     */
    public int integer(String key, int defaultValue) {
        double value = number(key, defaultValue);
        if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
            throw wrong(key, "a whole number");
        }
        return (int) value;
    }

    /**
     * {@return a multiple of a number}
     *
     * @param key the key
     * @param defaultValue the number where the key is missing or null
     * @param factor how often to take it, positive
     */
    public int multiple(String key, int defaultValue, int factor) {
        int value = integer(key, defaultValue);
        if (Math.abs((long) value * factor) > Integer.MAX_VALUE) {
            throw wrong(key, "at most " + Integer.MAX_VALUE / factor);
        }
        return value * factor;
    }

    /**
     * {@return a number with a fraction}
     *
     * @param key the key
     * @param defaultValue the value where the key is missing or null
     */
    public double number(String key, double defaultValue) {
        if (!has(key)) {
            return defaultValue;
        }
        JsonElement value = json.get(key);
        if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isNumber()) {
            throw wrong(key, "a number");
        }
        double number = value.getAsDouble();
        if (!Double.isFinite(number)) {
            throw wrong(key, "a finite number");
        }
        return number;
    }

    /**
     * {@return a text}
     *
     * @param key the key
     * @param defaultValue the value where the key is missing or null; null if it must be there
     */
    public String string(String key, String defaultValue) {
        if (!has(key)) {
            if (defaultValue == null) {
                throw missing(key);
            }
            return defaultValue;
        }
        JsonElement value = json.get(key);
        if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
            throw wrong(key, "a text");
        }
        return value.getAsString();
    }

    /**
     * {@return a text that is one of some words}
     *
     * @param key the key
     * @param words those that are supported; the first holds where the key is missing or null
     */
    public String word(String key, String... words) {
        String value = string(key, words[0]);
        require(
                List.of(words).contains(value),
                "%s has %s = %s; supported: %s.",
                source,
                names.getOrDefault(key, key),
                value,
                String.join(", ", words));
        return value;
    }

    /**
     * {@return a truth value}
     *
     * @param key the key
     * @param defaultValue the value where the key is missing or null
     */
    public boolean bool(String key, boolean defaultValue) {
        if (!has(key)) {
            return defaultValue;
        }
        JsonElement value = json.get(key);
        if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isBoolean()) {
            throw wrong(key, "true or false");
        }
        return value.getAsBoolean();
    }

    /**
     * Refuses a truth value that makes another model.
     *
     * @param key the key
     * @param supported the one that doesn't, which holds where the key is missing or null
     */
    public void requireOnly(String key, boolean supported) {
        require(
                bool(key, supported) == supported,
                "%s has %s = %s; supported: %s.",
                source,
                key,
                !supported,
                supported);
    }

    /**
     * Divides two values of a configuration.
     *
     * @param key the key of the first
     * @param value its value
     * @param otherKey the key of the second
     * @param divisor its value
     * @return the whole quotient
     */
    public static int quotient(String key, int value, String otherKey, int divisor) {
        require(
                divisor > 0 && value % divisor == 0,
                "%s is %d and %s is %d; the second must divide the first.",
                key,
                value,
                otherKey,
                divisor);
        return value / divisor;
    }

    /**
     * {@return a list of whole numbers; a single one counts as a list of itself}
     *
     * @param key the key
     * @param defaultValue the value where the key is missing or null
     */
    public int[] integers(String key, int... defaultValue) {
        if (!has(key)) {
            return defaultValue;
        }
        JsonElement value = json.get(key);
        if (!value.isJsonArray()) {
            return new int[] {integer(key)};
        }
        return StreamSupport.stream(value.getAsJsonArray().spliterator(), false)
                .mapToInt(element -> integer(key, element))
                .toArray();
    }

    /**
     * {@return a whole number, or the first of a list of them}
     *
     * @param key the key
     * @param defaultValue the number where the key is missing or null
     */
    public int first(String key, int defaultValue) {
        int[] all = integers(key, defaultValue);
        if (all.length == 0) {
            throw wrong(key, "a whole number or a list of one or more");
        }
        return all[0];
    }

    private int integer(String key, JsonElement element) {
        if (element.isJsonPrimitive() && element.getAsJsonPrimitive().isNumber()) {
            double number = element.getAsDouble();
            if (number == Math.rint(number) && Math.abs(number) <= Integer.MAX_VALUE) {
                return (int) number;
            }
        }
        throw wrong(key, "a list of whole numbers");
    }

    /**
     * {@return a list of texts that must be there}
     *
     * @param key the key
     */
    public List<String> strings(String key) {
        if (!has(key)) {
            throw missing(key);
        }
        JsonElement value = json.get(key);
        List<String> texts = new ArrayList<>();
        if (value.isJsonArray()) {
            for (JsonElement element : value.getAsJsonArray()) {
                if (element.isJsonPrimitive() && element.getAsJsonPrimitive().isString()) {
                    texts.add(element.getAsString());
                }
            }
        }
        if (!value.isJsonArray() || texts.size() != value.getAsJsonArray().size()) {
            throw wrong(key, "a list of texts");
        }
        return texts;
    }

    /**
     * {@return the labels of a classification by their index in the logits: {@code id2label}, or
     * LABEL_0, LABEL_1, ... as many as {@code num_labels} says, which is 2 by default}
     */
    public List<String> labels() {
        if (!has("id2label")) {
            int count = integer("num_labels", 2);
            if (count < 1) {
                throw wrong("num_labels", "1 or more");
            }
            return new NumberedLabels(count);
        }
        JsonElement value = json.get("id2label");
        if (!value.isJsonObject()) {
            throw wrong("id2label", "an object from indices to labels");
        }
        JsonObject map = value.getAsJsonObject();
        if (map.isEmpty()) {
            throw wrong("id2label", "an object with a label, or left out");
        }
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < map.size(); i++) {
            JsonElement label = map.get(Integer.toString(i));
            if (label == null || !label.isJsonPrimitive()) {
                throw wrong("id2label", "an object with the keys 0 to " + (map.size() - 1));
            }
            labels.add(label.getAsString());
        }
        return labels;
    }

    /** Made as they are asked for, since config.json alone says how many there are. */
    private static final class NumberedLabels extends AbstractList<String> {

        private final int count;

        NumberedLabels(int count) {
            this.count = count;
        }

        @Override
        public String get(int index) {
            return "LABEL_" + Objects.checkIndex(index, count);
        }

        @Override
        public int size() {
            return count;
        }
    }

    private IllegalArgumentException missing(String key) {
        return new IllegalArgumentException(source + " has no " + key + ", which is needed.");
    }

    private IllegalArgumentException wrong(String key, String allowed) {
        return new IllegalArgumentException(
                String.format(
                        "%s has %s = %s; it must be %s.",
                        source, names.getOrDefault(key, key), json.get(key), allowed));
    }

    @Override
    public String toString() {
        return Objects.toString(json);
    }
}
