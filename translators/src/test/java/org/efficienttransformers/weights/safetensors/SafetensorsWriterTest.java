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
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {

    @TempDir private Path folder;
    private NDManager manager;
    private Path file;

    @BeforeEach
    void openManager() {
        manager = NDManager.newBaseManager();
        file = folder.resolve("model.safetensors");
    }

    @AfterEach
    void closeManager() {
        manager.close();
    }

    /** The whole file by the format's definition, so that no reader of ours vouches for it. */
    @Test
    void writesTheBytesThatTheFormatDefines() throws IOException {
        Map<String, NDArray> tensors = new LinkedHashMap<>();
        tensors.put("b.weight", manager.create(new float[] {1, 2, 3, 4}, new Shape(2, 2)));
        tensors.put("b.bias", manager.create(new float[] {5}));
        tensors.put("a.position_ids", manager.create(new long[] {7}));

        SafetensorsWriter.write(file, tensors, DataType.FLOAT32);

        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) bytes.getLong();
        assertThat(length % 8).isZero();
        String header = new String(bytes.array(), 8, length, StandardCharsets.UTF_8);
        assertThat(header.stripTrailing())
                .isEqualTo(
                        """
                        {"__metadata__":{"format":"pt"},\
                        "a.position_ids":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},\
                        "b.bias":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},\
                        "b.weight":{"dtype":"F32","shape":[2,2],"data_offsets":[12,28]}}""");
        bytes.position(8 + length);
        assertThat(bytes.getLong()).isEqualTo(7);
        for (float expected : new float[] {5, 1, 2, 3, 4}) {
            assertThat(bytes.getFloat()).isEqualTo(expected);
        }
        assertThat(bytes.hasRemaining()).isFalse();
    }

    /** So that what is mapped can be computed with as it lies, whatever the header's length. */
    @Test
    void alignsEveryTensorByItsType() throws IOException {
        String name = "";
        for (int i = 0; i < Long.BYTES; i++) {
            name += "n";
            Map<String, NDArray> tensors = new LinkedHashMap<>();
            tensors.put(name, manager.create(new float[] {1}));
            tensors.put("flag", manager.create(new boolean[] {true}));
            tensors.put("ids", manager.create(new long[] {7}));
            tensors.put("last", manager.create(new float[] {2}));

            SafetensorsWriter.write(file, tensors, DataType.FLOAT32);

            int data = 8 + (int) headerLength();
            JsonObject header = header();
            for (String key : tensors.keySet()) {
                int size = tensors.get(key).getDataType().getNumOfBytes();
                int offset =
                        header.getAsJsonObject(key)
                                .getAsJsonArray("data_offsets")
                                .get(0)
                                .getAsInt();
                assertThat((data + offset) % size).as("%s of %s", key, header).isZero();
            }
        }
    }

    @Test
    void readerReadsWhatItWrites() throws IOException {
        NDArray transposed =
                manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3)).transpose();
        Map<String, NDArray> tensors =
                Map.of(
                        "strided", transposed,
                        "scalar", manager.create(2.5f),
                        "empty", manager.create(new Shape(0, 3)),
                        "flag", manager.create(new boolean[] {true, false}),
                        "name \"quoted\" \u00e9", manager.create(new int[] {1, -1}));

        SafetensorsWriter.write(file, tensors, DataType.FLOAT32);

        try (SafetensorsStore store = SafetensorsStore.open(file)) {
            assertThat(store.names()).containsExactlyInAnyOrderElementsOf(tensors.keySet());
            for (String name : store.names()) {
                assertThat(store.read(manager, name)).as(name).isEqualTo(tensors.get(name));
            }
        }
    }

    @Test
    void roundsToFloat16() throws IOException {
        // 1 + 2^-11 lies between two numbers of float16 and goes to the even one, 1.
        NDArray array = manager.create(new float[] {1 + 0x1p-11f, 1 + 3 * 0x1p-11f, -65504});

        SafetensorsWriter.write(file, Map.of("a", array), DataType.FLOAT16);

        assertThat(header().getAsJsonObject("a").get("dtype").getAsString()).isEqualTo("F16");
        try (SafetensorsStore store = SafetensorsStore.open(file)) {
            assertThat(store.read(manager, "a").toFloatArray())
                    .containsExactly(1, 1 + 0x1p-9f, -65504);
        }
    }

    @Test
    void numberBeyondFloat16IsRefusedAndNoFileIsLeft() throws IOException {
        NDArray array = manager.create(new float[] {1, 70000});

        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> SafetensorsWriter.write(file, Map.of("a", array), DataType.FLOAT16))
                .withMessage(
                        "Tensor a holds numbers beyond 65504, the largest of float16; write it as"
                                + " FLOAT32.");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void infinityIsNoOverflow() throws IOException {
        NDArray array = manager.create(new float[] {Float.NEGATIVE_INFINITY});

        SafetensorsWriter.write(file, Map.of("a", array), DataType.FLOAT16);

        try (SafetensorsStore store = SafetensorsStore.open(file)) {
            assertThat(store.read(manager, "a").getFloat(0)).isEqualTo(Float.NEGATIVE_INFINITY);
        }
    }

    @Test
    void replacesAFileThatItsArraysLieOn() throws IOException {
        SafetensorsWriter.write(
                file, Map.of("a", manager.create(new float[] {1, 2})), DataType.FLOAT32);
        try (SafetensorsStore store = SafetensorsStore.open(file)) {
            NDArray mapped = store.read(manager, "a");
            mapped.addi(1);

            SafetensorsWriter.write(file, Map.of("a", mapped), DataType.FLOAT32);

            assertThat(mapped.toFloatArray()).containsExactly(2, 3);
        }
        try (SafetensorsStore store = SafetensorsStore.open(file)) {
            assertThat(store.read(manager, "a").toFloatArray()).containsExactly(2, 3);
        }
    }

    @Test
    void writesArraysOfSeveralChunks() throws IOException {
        NDArray array = manager.arange(0, (1 << 24) + 3, 1, DataType.INT32);

        SafetensorsWriter.write(file, Map.of("a", array), DataType.FLOAT32);

        try (SafetensorsStore store = SafetensorsStore.open(file)) {
            assertThat(store.read(manager, "a").contentEquals(array)).isTrue();
        }
    }

    @Test
    void refusesOtherTypesAndNoTensors() {
        NDArray array = manager.create(1f);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SafetensorsWriter.write(file, Map.of("a", array), DataType.INT8))
                .withMessage(
                        "Weights are to be written as %s; allowed: FLOAT32, FLOAT16.",
                        DataType.INT8);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SafetensorsWriter.write(file, Map.of(), DataType.FLOAT32))
                .withMessageStartingWith("There is no tensor to write to ");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                SafetensorsWriter.write(
                                        file, Map.of("__metadata__", array), DataType.FLOAT32))
                .withMessageContaining("which safetensors keeps for itself");
    }

    @Test
    void missingFolderIsAnError() {
        Path nowhere = folder.resolve("absent").resolve("model.safetensors");
        NDArray array = manager.create(1f);

        assertThatThrownBy(
                        () ->
                                SafetensorsWriter.write(
                                        nowhere, Map.of("a", array), DataType.FLOAT32))
                .isInstanceOf(NoSuchFileException.class);
    }

    private long headerLength() throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private JsonObject header() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) bytes.getLong();
        return JsonParser.parseString(new String(bytes.array(), 8, length, StandardCharsets.UTF_8))
                .getAsJsonObject();
    }
}
