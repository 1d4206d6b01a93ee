/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.efficienttransformers.weights.pickle.PickleStore;
import org.efficienttransformers.weights.safetensors.SafetensorsStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of src/test/resources/hostile, which its README.md lists with what they do. */
class HostileFilesTest {

    private static final Path HOSTILE = Path.of("src/test/resources/hostile");

    static List<Arguments> files() throws IOException {
        return Files.readAllLines(HOSTILE.resolve("README.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| file "))
                .map(line -> line.split("\\|"))
                .map(cells -> Arguments.of(cells[1].strip(), cells[3].strip()))
                .toList();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("files")
    void isRefusedInOneSentence(String name, String finding) {
        assertThatThrownBy(() -> readAll(HOSTILE.resolve(name)))
                .isInstanceOf(WeightFormatException.class)
                .hasMessageStartingWith(name + ": ")
                .hasMessageContaining(finding)
                .hasMessageEndingWith(".")
                .hasMessageNotContaining("\n");
    }

    @Test
    void everyFileIsListed() throws IOException {
        try (Stream<Path> files = Files.list(HOSTILE)) {
            assertThat(
                            files.map(file -> file.getFileName().toString())
                                    .filter(name -> !name.equals("README.md"))
                                    .collect(Collectors.toSet()))
                    .containsExactlyInAnyOrderElementsOf(
                            files().stream().map(row -> (String) row.get()[0]).toList());
        }
    }

    private static void readAll(Path file) throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                TensorStore store =
                        file.toString().endsWith(".bin")
                                ? PickleStore.open(file)
                                : SafetensorsStore.open(file)) {
            for (String name : store.names()) {
                store.read(manager, name);
            }
        }
    }
}
