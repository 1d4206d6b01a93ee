/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A good file to damage: as a whole, or only in the part that describes the tensors, with the
 * container around it made to fit. The second goes deeper, since a container rarely survives.
 */
final class FuzzSample {

    private final String kind;
    private final byte[] whole;
    private final byte[] description;
    private final UnaryOperator<byte[]> container;

    private FuzzSample(
            String kind, byte[] whole, byte[] description, UnaryOperator<byte[]> container) {
        this.kind = kind;
        this.whole = whole;
        this.description = description;
        this.container = container;
    }

    static FuzzSample of(Path file) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        return file.toString().endsWith(".bin") ? archive(file, whole) : safetensors(whole);
    }

    static FuzzSample onnx(byte[] model) {
        return new FuzzSample("onnx", model, model, UnaryOperator.identity());
    }

    String kind() {
        return kind;
    }

    byte[] whole() {
        return whole;
    }

    byte[] damaged(Mutator mutator) {
        return mutator.nextBoolean()
                ? mutator.mutate(whole)
                : container.apply(mutator.mutate(description));
    }

    private static FuzzSample safetensors(byte[] file) {
        int length = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        byte[] data = Arrays.copyOfRange(file, 8 + length, file.length);
        return new FuzzSample(
                "safetensors",
                file,
                Arrays.copyOfRange(file, 8, 8 + length),
                header ->
                        ByteBuffer.allocate(8 + header.length + data.length)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putLong(header.length)
                                .put(header)
                                .put(data)
                                .array());
    }

    private static FuzzSample archive(Path file, byte[] whole) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        String pickle = null;
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
                pickle = entry.getName().endsWith("/data.pkl") ? entry.getName() : pickle;
            }
        }
        String name = pickle;
        return new FuzzSample(
                "bin",
                whole,
                entries.get(name),
                changed -> {
                    Map<String, byte[]> copy = new LinkedHashMap<>(entries);
                    copy.put(name, changed);
                    return ZipFiles.stored(copy);
                });
    }
}
