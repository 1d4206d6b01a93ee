/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files make a model, by what huggingface_hub and transformers write. */
class ModelFilesTest {

    private static final String INDEX = "model.safetensors.index.json";

    @TempDir private Path folder;

    private Path write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    /** As save_pretrained writes it, whatever the order of its keys. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'metadata': {'total_size': 8}, 'weight_map': {'a': '1.safetensors', 'b': '2.safetensors'}}",
                "{'weight_map': {'a': '1.safetensors', 'b': '2.safetensors'}, 'metadata': {'total_size': 8}}"
            })
    void shardsAreThoseOfTheMap(String json) throws IOException {
        Path index = write(INDEX, json.replace('\'', '"'));
        assertThat(ModelFiles.shards(index, "org/name"))
                .containsExactly("1.safetensors", "2.safetensors");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'weight_map': {'a': '1.safetensors'",
                "{'weight_map': {'a': '1.safetensors'}",
                "{'weight_map': {'a': '1.safetensors']}",
                "{'weight_map': {'a': '1.safetensors'}]"
            })
    void aTornIndexIsRefused(String json) throws IOException {
        Path index = write(INDEX, json.replace('\'', '"'));
        assertThatThrownBy(() -> ModelFiles.shards(index, "org/name"))
                .isInstanceOf(HubException.class)
                .hasMessageContaining(INDEX)
                .hasMessageContaining("org/name");
    }

    @Test
    void theFirstMissingFileIsNamed() throws IOException {
        assertThat(ModelFiles.missing(folder, "org/name")).contains("config.json");
        write("config.json", "{}");
        assertThat(ModelFiles.missing(folder, "org/name")).contains("model.safetensors");
        write(INDEX, "{\"weight_map\": {\"a\": \"1.safetensors\", \"b\": \"2.safetensors\"}}");
        assertThat(ModelFiles.missing(folder, "org/name")).contains("1.safetensors");
        write("1.safetensors", "");
        assertThat(ModelFiles.missing(folder, "org/name")).contains("2.safetensors");
        write("2.safetensors", "");
        assertThat(ModelFiles.missing(folder, "org/name")).isEmpty();
    }

    /** A module that says all in modules.json, as Normalize does, needs no file. */
    @Test
    void modulesNeedTheirFiles() throws IOException {
        write("config.json", "{}");
        write("model.safetensors", "");
        write(
                "modules.json",
                """
                [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
                 {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
                 {"idx": 2, "name": "2", "path": "2_Dense", "type": "sentence_transformers.models.Dense"},
                 {"idx": 3, "name": "3", "path": "3_Normalize", "type": "sentence_transformers.models.Normalize"}]
                """);
        assertThat(ModelFiles.missing(folder, "org/name")).contains("1_Pooling/config.json");
        write("1_Pooling/config.json", "{}");
        assertThat(ModelFiles.missing(folder, "org/name")).contains("2_Dense/config.json");
        write("2_Dense/config.json", "{}");
        assertThat(ModelFiles.missing(folder, "org/name")).contains("2_Dense/model.safetensors");
        write("2_Dense/model.safetensors", "");
        assertThat(ModelFiles.missing(folder, "org/name")).isEmpty();
    }

    /** They are named in messages, those that are looked for first before the others. */
    @Test
    void allowedWeightsAreNamed() {
        assertThat(ModelFiles.allowedWeights())
                .startsWith("model.safetensors, ")
                .contains(INDEX)
                .contains("pytorch_model.bin");
    }
}
