/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.efficienttransformers.weights.safetensors.SafetensorsStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that torch.save wrote; PyTorch itself told what they hold. See make_pickles.py. */
class PickleStoreTest {

    private static final Path TORCH = Path.of("src/test/resources/weights/torch");
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    static List<Path> torchFiles() throws IOException {
        return pickles(TORCH);
    }

    static List<Path> checkpoints() throws IOException {
        return pickles(FIXTURES).stream()
                .filter(file -> Files.exists(file.resolveSibling("model.safetensors")))
                .toList();
    }

    private static List<Path> pickles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".bin")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("torchFiles")
    void givesWhatPyTorchGives(Path file) throws IOException {
        Path expected = Path.of(file.toString().replace(".bin", ".safetensors"));
        try (NDManager manager = NDManager.newBaseManager();
                PickleStore store = PickleStore.open(file);
                SafetensorsStore oracle = SafetensorsStore.open(expected)) {
            assertThat(store.names()).containsExactlyInAnyOrderElementsOf(oracle.names());
            for (String name : oracle.names()) {
                assertThat(store.shape(name)).as(name).isEqualTo(oracle.shape(name));
                assertThat(store.dataType(name)).as(name).isEqualTo(oracle.dataType(name));
                assertThat(store.read(manager, name))
                        .as(name)
                        .isEqualTo(oracle.read(manager, name));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("checkpoints")
    void givesWhatTheSafetensorsFileBesideItHolds(Path file) throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                PickleStore store = PickleStore.open(file);
                SafetensorsStore oracle =
                        SafetensorsStore.open(file.resolveSibling("model.safetensors"))) {
            assertThat(store.names()).containsAll(oracle.names());
            for (String name : oracle.names()) {
                assertThat(store.read(manager, name))
                        .as(name)
                        .isEqualTo(oracle.read(manager, name));
            }
        }
    }

    @Test
    void tensorsOfOneStorageShareMemory() throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                PickleStore store = PickleStore.open(TORCH.resolve("protocol-2.bin"))) {
            NDArray base = store.read(manager, "base");
            NDArray shared = store.read(manager, "shared");
            NDArray row = store.read(manager, "row");

            base.addi(1);

            assertThat(shared).isEqualTo(base);
            assertThat(row).isEqualTo(base.get(2));
        }
    }

    @Test
    void namesTheFileOfATensor() throws IOException {
        try (PickleStore store = PickleStore.open(TORCH.resolve("kinds.bin"))) {
            assertThat(store.source("bool")).isEqualTo("kinds.bin");
        }
    }
}
