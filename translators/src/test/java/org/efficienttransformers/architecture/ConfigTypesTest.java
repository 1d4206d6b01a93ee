/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.AttentionPart;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.settings.Setting;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A key of config.json that matters to a model is refused by name where its value is of another
 * type than JSON has for it, instead of being passed over.
 */
class ConfigTypesTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final List<String> OTHERS =
            List.of("\"a word\"", "7.5", "true", "[[]]", "[\"a word\"]", "{\"a\": 1}");

    /** One number where a list of one for each layer, or of one for each axis, may stand. */
    private static final Set<String> NUMBERS_OR_LISTS =
            Set.of("attention_window", "num_hashes", "num_buckets", "axial_pos_shape");

    /** The fixtures whose config.json has keys that none before has. */
    static List<Path> configs() throws IOException {
        TreeMap<String, Path> keys = new TreeMap<>();
        try (Stream<Path> folders = Files.list(FIXTURES)) {
            for (Path folder : folders.sorted().toList()) {
                Path file = folder.resolve(PretrainedConfig.FILE);
                if (Files.exists(file)) {
                    JsonObject json = read(file);
                    String type = json.get("model_type").getAsString();
                    json.keySet().forEach(key -> keys.putIfAbsent(type + " " + key, file));
                }
            }
        }
        return keys.values().stream().distinct().toList();
    }

    private static JsonObject read(Path file) throws IOException {
        return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    }

    @ParameterizedTest
    @MethodSource("configs")
    void anotherTypeIsRefusedByName(Path file) throws IOException {
        JsonObject json = read(file);
        String whole = describe(json);
        assertThat(whole).doesNotStartWith("refused");
        List<String> swallowed = new ArrayList<>();
        for (String key : json.keySet()) {
            if (!matters(json, key, whole)) {
                continue;
            }
            for (String other : OTHERS) {
                JsonElement value = JsonParser.parseString(other);
                if (isAlike(value, json.get(key), key)) {
                    continue;
                }
                String found = describe(with(json, key, value));
                if (!found.startsWith("refused") || !found.contains(key)) {
                    swallowed.add(key + " = " + other + ": " + found.substring(0, 90));
                }
            }
        }
        assertThat(swallowed).isEmpty();
    }

    private static boolean matters(JsonObject json, String key, String whole) {
        JsonObject without = json.deepCopy();
        without.remove(key);
        if (!describe(without).equals(whole)) {
            return true;
        }
        return json.get(key) instanceof JsonPrimitive value
                && !describe(with(json, key, changed(value))).equals(whole);
    }

    private static JsonPrimitive changed(JsonPrimitive value) {
        if (value.isBoolean()) {
            return new JsonPrimitive(!value.getAsBoolean());
        }
        return value.isNumber()
                ? new JsonPrimitive(value.getAsDouble() * 2)
                : new JsonPrimitive(value.getAsString() + "?");
    }

    /** Whether both are of one type of JSON, of which a wrong value isn't this test's matter. */
    private static boolean isAlike(JsonElement value, JsonElement own, String key) {
        if (value instanceof JsonPrimitive one && own instanceof JsonPrimitive other) {
            return one.isString() == other.isString() && one.isBoolean() == other.isBoolean();
        }
        if (own.isJsonNull()) {
            return true;
        }
        boolean numbers = value.isJsonArray() && NUMBERS_OR_LISTS.contains(key);
        return !numbers && value.getClass().equals(own.getClass());
    }

    private static JsonObject with(JsonObject json, String key, JsonElement value) {
        JsonObject copy = json.deepCopy();
        copy.add(key, value);
        return copy;
    }

    private static String describe(JsonObject json) {
        PretrainedConfig config = new PretrainedConfig(json, "config.json");
        try {
            Architecture architecture = Architectures.of(config);
            Head head = Architectures.head(config);
            ModelDescription description = architecture.describe(config, head);
            StringBuilder text = new StringBuilder();
            for (LayerPart layer : description.layers()) {
                AttentionPart attention = layer.attention();
                for (Setting<?> setting : attention.kind().settings()) {
                    text.append(setting.key()).append('=');
                    text.append(attention.settings().get(setting)).append(' ');
                }
            }
            return text + description.toString().replaceAll("@\\w+", "");
        } catch (IllegalArgumentException e) {
            return "refused: " + e.getMessage() + " ".repeat(90);
        }
    }
}
