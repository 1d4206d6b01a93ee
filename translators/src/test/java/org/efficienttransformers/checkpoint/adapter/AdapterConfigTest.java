/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written into adapter_config.json is what peft wrote into the folders of adapters. */
class AdapterConfigTest {

    private static final Path ADAPTERS = Path.of("src/test/resources/adapters");

    /** Without these peft would load another adapter, or none. */
    private static final Set<String> NEEDED =
            Set.of(
                    "peft_type",
                    "task_type",
                    "base_model_name_or_path",
                    "inference_mode",
                    "r",
                    "lora_alpha",
                    "lora_dropout",
                    "use_rslora",
                    "target_modules",
                    "rank_pattern",
                    "alpha_pattern",
                    "modules_to_save",
                    "bias",
                    "fan_in_fan_out",
                    "init_lora_weights");

    @TempDir private Path folder;

    static List<Path> adapters() throws IOException {
        try (Stream<Path> folders = Files.list(ADAPTERS)) {
            return folders.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    private static void assertWritten(Path adapter) throws IOException {
        JsonObject theirs = json(Files.readString(adapter.resolve(AdapterConfig.FILE)));
        JsonObject written = json(AdapterConfig.read(adapter).toJson());
        assertThat(written.keySet()).containsExactlyInAnyOrderElementsOf(NEEDED);
        for (Map.Entry<String, JsonElement> entry : written.entrySet()) {
            assertThat(sorted(entry.getValue()))
                    .as(entry.getKey())
                    .isEqualTo(sorted(theirs.get(entry.getKey())));
        }
    }

    /** Python writes a set, in any order. */
    private static Object sorted(JsonElement value) {
        return value instanceof JsonArray array
                ? array.asList().stream().map(JsonElement::getAsString).sorted().toList()
                : value;
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void writesWhatPeftWrites(Path adapter) throws IOException {
        assertWritten(adapter);
    }

    /** Numbers of another kind than those of the folders. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'lora_dropout': 0.25, 'lora_alpha': 2.5, 'r': 5}",
                "{'rank_pattern': {'query': 7}, 'alpha_pattern': {'query': 0.5, 'key': 4}}",
                "{'target_modules': '.*query', 'modules_to_save': ['classifier', 'pooler']}"
            })
    void writesOtherSettings(String changes) throws IOException {
        JsonObject theirs = json(Files.readString(adapters().get(0).resolve(AdapterConfig.FILE)));
        json(changes.replace('\'', '"')).asMap().forEach(theirs::add);
        Files.writeString(folder.resolve(AdapterConfig.FILE), theirs.toString());
        assertWritten(folder);
    }
}
