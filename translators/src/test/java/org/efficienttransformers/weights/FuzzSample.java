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
import org.efficienttransformers.fuzz.Mutator;

/**
 * A good file to damage: as a whole, or only in the part that describes the tensors, with the
 * container around it made to fit. The second goes deeper, since a container rarely survives.
 */
final class FuzzSample {

    private final byte[] whole;
    private final byte[] description;
    private final UnaryOperator<byte[]> container;

    private FuzzSample(byte[] whole, byte[] description, UnaryOperator<byte[]> container) {
        this.whole = whole;
        this.description = description;
        this.container = container;
    }

    /** A file that is all description. */
    static FuzzSample of(byte[] file) {
        return new FuzzSample(file, file, UnaryOperator.identity());
    }

    static FuzzSample safetensors(Path path) throws IOException {
        byte[] file = Files.readAllBytes(path);
        int length = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        byte[] data = Arrays.copyOfRange(file, 8 + length, file.length);
        return new FuzzSample(
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

    /** An archive of torch.save. */
    static FuzzSample archive(Path path) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        String pickle = null;
        try (ZipFile zip = new ZipFile(path.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
                pickle = entry.getName().endsWith("/data.pkl") ? entry.getName() : pickle;
            }
        }
        String name = pickle;
        return new FuzzSample(
                Files.readAllBytes(path),
                entries.get(name),
                changed -> {
                    Map<String, byte[]> copy = new LinkedHashMap<>(entries);
                    copy.put(name, changed);
                    return ZipFiles.stored(copy);
                });
    }

    byte[] whole() {
        return whole;
    }

    byte[] damaged(Mutator mutator) {
        return mutator.nextBoolean()
                ? mutator.mutate(whole)
                : container.apply(mutator.mutate(description));
    }
}
