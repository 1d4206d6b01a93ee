/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import org.efficienttransformers.weights.WeightFormatException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsStoreTest {

    private static final String TWO_TENSORS =
            """
            {"__metadata__":{"format":"pt"},\
            "b":{"dtype":"F32","shape":[2,3],"data_offsets":[4,28]},\
            "a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""";

    @TempDir private Path folder;
    private NDManager manager;

    @BeforeEach
    void openManager() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void closeManager() {
        manager.close();
    }

    @Test
    void readsNamesShapesAndNumbers() throws IOException {
        Path file = write(TWO_TENSORS, SafetensorsFiles.floats(1, 2, 3, 4, 5, 6, 7));

        try (SafetensorsStore store = SafetensorsStore.open(file)) {
            assertThat(store.names()).containsExactly("a", "b");
            assertThat(store.metadata()).containsExactly(Map.entry("format", "pt"));
            assertThat(store.shape("b")).isEqualTo(new Shape(2, 3));
            assertThat(store.shape("a")).isEqualTo(new Shape());
            assertThat(store.source("a")).isEqualTo("model.safetensors");
            NDArray b = store.read(manager, "b");
            assertThat(b.getShape()).isEqualTo(new Shape(2, 3));
            assertThat(b.getName()).isEqualTo("b");
            assertThat(b.toFloatArray()).containsExactly(2, 3, 4, 5, 6, 7);
            assertThat(store.read(manager, "a").toFloatArray()).containsExactly(1);
        }
    }

    @Test
    void arrayOutlivesTheStore() throws IOException {
        Path file = write(TWO_TENSORS, SafetensorsFiles.floats(1, 2, 3, 4, 5, 6, 7));
        NDArray b;
        try (SafetensorsStore store = SafetensorsStore.open(file)) {
            b = store.read(manager, "b");
        }

        assertThat(b.toFloatArray()).containsExactly(2, 3, 4, 5, 6, 7);
    }

    @Test
    void changingAnArrayLeavesTheFileAlone() throws IOException {
        Path file = write(TWO_TENSORS, SafetensorsFiles.floats(1, 2, 3, 4, 5, 6, 7));
        byte[] before = Files.readAllBytes(file);
        try (SafetensorsStore store = SafetensorsStore.open(file)) {
            store.read(manager, "b").addi(1);
        }

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void viewOfAClosedArrayStaysReadable() throws IOException {
        Path path = write(TWO_TENSORS, SafetensorsFiles.floats(1, 2, 3, 4, 5, 6, 7));
        NDArray row;
        try (SafetensorsStore store = SafetensorsStore.open(path);
                NDArray b = store.read(manager, "b")) {
            row = b.get(1);
        }
        System.gc(); // undoes mappings that nothing refers to

        assertThat(row.toFloatArray()).containsExactly(5, 6, 7);
    }

    @Test
    void folderIsRefused() {
        assertThatThrownBy(() -> SafetensorsStore.open(folder))
                .isInstanceOf(WeightFormatException.class)
                .hasMessageEndingWith(": this is a folder where a file is expected.");
    }

    @Test
    void readsNumbersAtAnyAlignment() throws IOException {
        for (String padding : new String[] {"", " ", "  ", "   "}) {
            Path file = write(TWO_TENSORS + padding, SafetensorsFiles.floats(1, 2, 3, 4, 5, 6, 7));

            try (SafetensorsStore store = SafetensorsStore.open(file)) {
                assertThat(store.read(manager, "b").toFloatArray())
                        .containsExactly(2, 3, 4, 5, 6, 7);
            }
        }
    }

    @Test
    void widensEveryFloat16() throws IOException {
        int[] halves = new int[1 << 16];
        Arrays.setAll(halves, i -> i);
        Path file =
                write(
                        """
                        {"a":{"dtype":"F16","shape":[65536],"data_offsets":[0,131072]}}""",
                        SafetensorsFiles.shorts(halves));

        try (SafetensorsStore store = SafetensorsStore.open(file)) {
            assertThat(store.dataType("a")).isEqualTo(DataType.FLOAT32);
            float[] widened = store.read(manager, "a").toFloatArray();
            for (int i = 0; i < halves.length; i++) {
                assertThat(widened[i]).as("%04x", i).isEqualTo(Float.valueOf(float16(i)));
            }
        }
    }

    @Test
    void widensBfloat16() throws IOException {
        Path file =
                write(
                        """
                        {"a":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]}}""",
                        SafetensorsFiles.shorts(0x3F80, 0xC049, 0x0001, 0x7F80));

        try (SafetensorsStore store = SafetensorsStore.open(file)) {
            assertThat(store.dataType("a")).isEqualTo(DataType.FLOAT32);
            assertThat(store.read(manager, "a").toFloatArray())
                    .containsExactly(1f, -3.140625f, 0x1p-133f, Float.POSITIVE_INFINITY);
        }
    }

    @Test
    void readsTensorsBeyondTwoGigabytes() throws IOException {
        long hole = 5L << 29;
        String header =
                String.format(
                        "{\"big\":{\"dtype\":\"U8\",\"shape\":[%1$d],\"data_offsets\":[0,%1$d]},"
                                + "\"last\":{\"dtype\":\"F32\",\"shape\":[2],"
                                + "\"data_offsets\":[%1$d,%2$d]}}",
                        hole, hole + 8);
        Path file = write(header, new byte[0]);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(SafetensorsFiles.floats(3, 4)), Files.size(file) + hole);
        }

        try (SafetensorsStore store = SafetensorsStore.open(file)) {
            assertThat(store.shape("big")).isEqualTo(new Shape(hole));
            assertThat(store.read(manager, "last").toFloatArray()).containsExactly(3, 4);
        }
    }

    @Test
    void unknownNameIsTheCallersError() throws IOException {
        Path file = write(TWO_TENSORS, SafetensorsFiles.floats(1, 2, 3, 4, 5, 6, 7));

        try (SafetensorsStore store = SafetensorsStore.open(file)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> store.read(manager, "c"))
                    .withMessage(
                            "model.safetensors has no tensor 'c'; names() lists the 2 it has.");
        }
    }

    @Test
    void missingFileIsNamed() {
        Path file = folder.resolve("absent.safetensors");

        assertThatThrownBy(() -> SafetensorsStore.open(file))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("absent.safetensors");
    }

    private Path write(String header, byte[] data) throws IOException {
        return SafetensorsFiles.write(folder.resolve("model.safetensors"), header, data);
    }

    /** The value of a binary16 number by the definition of the format. */
    private static float float16(int bits) {
        int exponent = bits >> 10 & 31;
        int fraction = bits & 1023;
        double value;
        if (exponent == 31) {
            value = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (exponent == 0) {
            value = Math.scalb((double) fraction, -24);
        } else {
            value = Math.scalb(1024.0 + fraction, exponent - 25);
        }
        return (float) (bits >= 0x8000 ? -value : value);
    }
}
