/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights.safetensors;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import com.google.gson.stream.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.efficienttransformers.kernel.HostArrays;
import org.efficienttransformers.weights.ElementType;

/**
 * Writes a safetensors file as transformers' save_pretrained does: metadata {@code format=pt}, the
 * tensors of the largest type first, so that each is aligned.
 *
 * <p>The file appears whole or not at all: it is written under another name in the same folder,
 * forced to disk, and moved; arrays that lie on the file it replaces stay valid. Numbers go from
 * the array to the file through at most 64 MiB.
 */
public final class SafetensorsWriter {

    private static final int ALIGNMENT = 8;
    private static final long CHUNK = 1 << 24;

    private final DataType floats;
    private final Map<String, String> metadata;

    private SafetensorsWriter(DataType floats, Map<String, String> metadata) {
        this.floats = floats;
        this.metadata = new TreeMap<>(metadata);
    }

    /**
     * Writes tensors to a file, replacing it if it is there.
     *
     * @param file the file, such as {@code model.safetensors} in a folder that exists
     * @param tensors the arrays by name; they stay open
     * @param floats the type that arrays of floating point are written in, {@code FLOAT32} or
     *     {@code FLOAT16}; others keep their type
     * @throws IllegalArgumentException if there is no tensor, a type that safetensors does not
     *     know, or a number beyond the range of float16
     * @throws IOException if the file can't be written
     */
    public static void write(Path file, Map<String, NDArray> tensors, DataType floats)
            throws IOException {
        write(file, tensors, floats, Map.of());
    }

    /**
     * Writes tensors to a file with metadata, replacing it if it is there.
     *
     * @param file the file, in a folder that exists
     * @param tensors the arrays by name; they stay open
     * @param floats the type that arrays of floating point are written in, {@code FLOAT32} or
     *     {@code FLOAT16}; others keep their type
     * @param metadata texts for {@code __metadata__}, in addition to {@code format=pt}
     * @throws IllegalArgumentException if there is no tensor, a type that safetensors does not
     *     know, or a number beyond the range of float16
     * @throws IOException if the file can't be written
     */
    public static void write(
            Path file, Map<String, NDArray> tensors, DataType floats, Map<String, String> metadata)
            throws IOException {
        require(
                floats == DataType.FLOAT32 || floats == DataType.FLOAT16,
                "Weights are to be written as %s; allowed: FLOAT32, FLOAT16.",
                floats);
        require(!tensors.isEmpty(), "There is no tensor to write to %s.", file);
        new SafetensorsWriter(floats, metadata).write(file, tensors);
    }

    private record Entry(String name, NDArray array, ElementType type) {

        long bytes() {
            return array.size() * type.bytes();
        }
    }

    private void write(Path file, Map<String, NDArray> tensors) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, NDArray> tensor : tensors.entrySet()) {
            entries.add(new Entry(tensor.getKey(), tensor.getValue(), type(tensor)));
        }
        entries.sort(
                Comparator.<Entry>comparingInt(entry -> -entry.type.bytes())
                        .thenComparing(Entry::name));
        Path target = file.toAbsolutePath();
        Path temporary =
                target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
        try {
            try (FileChannel channel =
                    FileChannel.open(
                            temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                writeHeader(channel, entries);
                for (Entry entry : entries) {
                    writeNumbers(channel, entry);
                }
                channel.force(true);
            }
            Files.move(
                    temporary,
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private ElementType type(Map.Entry<String, NDArray> tensor) {
        require(
                !tensor.getKey().equals(SafetensorsHeader.METADATA),
                "A tensor is called %s, which safetensors keeps for itself; rename it.",
                SafetensorsHeader.METADATA);
        DataType dataType = tensor.getValue().getDataType();
        return switch (dataType) {
            case FLOAT16, FLOAT32, FLOAT64 -> ElementType.valueOf(floats.name());
            case INT64, INT32, INT8, UINT8, BOOLEAN -> ElementType.valueOf(dataType.name());
            default ->
                    throw new IllegalArgumentException(
                            "Tensor "
                                    + tensor.getKey()
                                    + " is of type "
                                    + dataType
                                    + "; allowed: floating point of 16 to 64 bits, INT64, INT32,"
                                    + " INT8, UINT8, BOOLEAN.");
        };
    }

    private void writeHeader(FileChannel channel, List<Entry> entries) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (Writer writer = new OutputStreamWriter(text, StandardCharsets.UTF_8);
                JsonWriter json = new JsonWriter(writer)) {
            json.beginObject();
            json.name(SafetensorsHeader.METADATA).beginObject();
            json.name("format").value("pt");
            for (Map.Entry<String, String> entry : metadata.entrySet()) {
                json.name(entry.getKey()).value(entry.getValue());
            }
            json.endObject();
            long offset = 0;
            for (Entry entry : entries) {
                json.name(entry.name).beginObject();
                json.name("dtype").value(entry.type.safetensorsName());
                json.name("shape").beginArray();
                for (long dimension : entry.array.getShape().getShape()) {
                    json.value(dimension);
                }
                json.endArray();
                json.name("data_offsets").beginArray();
                json.value(offset);
                offset += entry.bytes();
                json.value(offset);
                json.endArray().endObject();
            }
            json.endObject();
        }
        while (text.size() % ALIGNMENT != 0) {
            text.write(' ');
        }
        ByteBuffer header =
                ByteBuffer.allocate(Long.BYTES + text.size())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(text.size())
                        .put(text.toByteArray());
        writeFully(channel, header.flip());
    }

    private void writeNumbers(FileChannel channel, Entry entry) throws IOException {
        DataType type = DataType.valueOf(entry.type.name());
        for (long start = 0; start < entry.array.size(); start += CHUNK) {
            long end = Math.min(start + CHUNK, entry.array.size());
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                NDArray chunk = entry.array.flatten().get(new NDIndex().addSliceDim(start, end));
                NDArray here = chunk.toDevice(Device.cpu(), false);
                NDArray converted = here.toType(type, false);
                checkRange(entry.name, here, converted);
                writeFully(channel, converted.toByteBuffer(true));
                HostArrays.close(here, chunk);
            }
        }
    }

    private static void checkRange(String name, NDArray from, NDArray to) {
        require(
                to.getDataType() != DataType.FLOAT16
                        || from.getDataType() == DataType.FLOAT16
                        || infinite(to) <= infinite(from),
                "Tensor %s holds numbers beyond 65504, the largest of float16; write it as"
                        + " FLOAT32.",
                name);
    }

    private static long infinite(NDArray array) {
        return array.isInfinite().toType(DataType.INT64, false).sum().getLong();
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
