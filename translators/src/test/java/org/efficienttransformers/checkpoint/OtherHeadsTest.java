/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.efficienttransformers.architecture.Architecture;
import org.efficienttransformers.architecture.Architectures;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.weights.safetensors.SafetensorsStore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A model with a head loads without it, as vectors of texts need, and leaves unused what AutoModel
 * of transformers does: make_other_heads.py has written it down.
 */
class OtherHeadsTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final Path UNUSED = Path.of("src/test/resources/config/base-models.json");

    static Stream<Arguments> folders() throws IOException {
        Map<String, JsonElement> all =
                JsonParser.parseString(Files.readString(UNUSED)).getAsJsonObject().asMap();
        return all.entrySet().stream()
                .map(entry -> Arguments.of(entry.getKey(), entry.getValue().getAsJsonArray()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("folders")
    void headsAreLeftUnused(String name, JsonArray unused) throws IOException {
        Path folder = FIXTURES.resolve(name);
        PretrainedConfig config = PretrainedConfig.read(folder);
        Architecture architecture = Architectures.of(config);
        String base = architecture.className(config.modelType()) + Head.BASE.suffix();
        try (NDManager manager = NDManager.newBaseManager();
                SafetensorsStore weights =
                        SafetensorsStore.open(folder.resolve("model.safetensors"))) {
            LoadReport report =
                    Checkpoint.load(
                                    config.withArchitecture(base),
                                    weights,
                                    manager,
                                    LoadOptions.DEFAULT)
                            .report();
            // A tensor may have several names.
            assertThat(report.unused().stream().map(architecture::canonical))
                    .containsExactlyInAnyOrderElementsOf(
                            unused.asList().stream()
                                    .map(JsonElement::getAsString)
                                    .map(architecture::canonical)
                                    .collect(Collectors.toSet()));
        }
    }
}
