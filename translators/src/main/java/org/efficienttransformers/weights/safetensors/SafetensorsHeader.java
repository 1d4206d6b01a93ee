/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.weights.ElementType;
import org.efficienttransformers.weights.MappedFile;
import org.efficienttransformers.weights.TensorView;
import org.efficienttransformers.weights.WeightFormatException;

/**
 * The table of contents of a safetensors file: 8 bytes with the length N of the header, N bytes of
 * JSON, then the bytes of the tensors without gap or overlap to the end of the file.
 */
final class SafetensorsHeader {

    /** The limit of the reference implementation. */
    static final long MAX_HEADER = 100_000_000;

    static final String METADATA = "__metadata__";

    private static final int LENGTH_BYTES = 8;

    private final MappedFile file;
    private final StrictJson json;
    private final long dataStart;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private SafetensorsHeader(MappedFile file, ByteBuffer text) {
        this.file = file;
        this.json = new StrictJson(file.name(), "the header", text);
        this.dataStart = (long) LENGTH_BYTES + text.remaining();
    }

    private record Entry(String name, TensorView view, long begin, long end) {}

    /** Reads the header and checks it against the file. */
    static SafetensorsHeader read(MappedFile file) throws IOException {
        if (file.size() < LENGTH_BYTES) {
            throw new WeightFormatException(
                    file.name(),
                    "the file has "
                            + file.size()
                            + " bytes; a safetensors file begins with the 8 bytes of its header's"
                            + " length, so download it again.");
        }
        long length = file.slice(0, LENGTH_BYTES).getLong();
        if (length < 2 || length > MAX_HEADER) {
            throw new WeightFormatException(
                    file.name(),
                    "the header claims "
                            + Long.toUnsignedString(length)
                            + " bytes; allowed are 2 to 100 million, so this is not a safetensors"
                            + " file or it is damaged.");
        }
        if (length > file.size() - LENGTH_BYTES) {
            throw new WeightFormatException(
                    file.name(),
                    "the header claims %s bytes, but the file ends after %s; it is truncated, so"
                            + " download it again.",
                    length,
                    file.size());
        }
        ByteBuffer text = file.slice(LENGTH_BYTES, length);
        if (text.get(0) != '{') {
            throw new WeightFormatException(
                    file.name(), "the header must begin with '{', as the format demands.");
        }
        SafetensorsHeader header = new SafetensorsHeader(file, text);
        header.parse();
        header.checkCoverage();
        return header;
    }

    /** Returns where each tensor lies, in the order of the file. */
    Map<String, TensorView> views() {
        Map<String, TensorView> views = new LinkedHashMap<>();
        for (Entry entry : entries) {
            views.put(entry.name, entry.view);
        }
        return views;
    }

    Map<String, String> metadata() {
        return Map.copyOf(metadata);
    }

    private void parse() throws IOException {
        json.object(
                name -> {
                    if (name.equals(METADATA)) {
                        json.object(key -> metadata.put(key, json.string()));
                    } else {
                        entries.add(entry(name));
                    }
                });
        json.end();
    }

    private Entry entry(String name) throws IOException {
        EntryFields fields = new EntryFields();
        json.object(
                field -> {
                    switch (field) {
                        case "dtype" -> fields.type = type(name);
                        case "shape" ->
                                fields.size = naturals(name, "dimensions", TensorView.MAX_RANK);
                        case "data_offsets" -> fields.offsets = naturals(name, field, 2);
                        default ->
                                throw fault(
                                        name,
                                        "has a field "
                                                + WeightFormatException.quote(field)
                                                + "; allowed are dtype, shape and data_offsets.");
                    }
                });
        if (fields.type == null || fields.size == null || fields.offsets == null) {
            throw fault(name, "must have dtype, shape and data_offsets, all three.");
        }
        if (fields.offsets.length != 2) {
            throw fault(name, "must have two data_offsets, begin and end.");
        }
        checkLength(name, fields);
        long begin = fields.offsets[0];
        TensorView view = TensorView.contiguous(fields.type, fields.size, dataStart + begin);
        return new Entry(name, view, begin, fields.offsets[1]);
    }

    private ElementType type(String name) throws IOException {
        String dtype = json.string();
        ElementType type = ElementType.ofSafetensors(dtype);
        if (type == null) {
            throw fault(
                    name,
                    "has dtype "
                            + WeightFormatException.quote(dtype)
                            + "; allowed are "
                            + ElementType.safetensorsNames()
                            + ".");
        }
        return type;
    }

    private long[] naturals(String name, String what, int most) throws IOException {
        long[] numbers = new long[most];
        int[] count = new int[1];
        json.array(
                () -> {
                    if (count[0] == most) {
                        throw fault(name, "has more than the " + most + " " + what + " allowed.");
                    }
                    numbers[count[0]++] = json.natural();
                });
        return Arrays.copyOf(numbers, count[0]);
    }

    private void checkLength(String name, EntryFields fields) throws IOException {
        long begin = fields.offsets[0];
        long end = fields.offsets[1];
        if (begin > end || end > file.size() - dataStart) {
            throw fault(
                    name,
                    "lies at data_offsets "
                            + begin
                            + " to "
                            + end
                            + "; allowed is begin <= end <= "
                            + (file.size() - dataStart)
                            + ", the bytes after the header, so the file is truncated or"
                            + " damaged.");
        }
        long bytes;
        try {
            bytes =
                    Math.multiplyExact(
                            TensorView.elements(fields.size), (long) fields.type.bytes());
        } catch (ArithmeticException e) {
            throw fault(name, "has a shape of more elements than 64 bits can count.");
        }
        if (bytes != end - begin) {
            throw fault(
                    name,
                    "needs "
                            + bytes
                            + " bytes by its dtype and shape, but its data_offsets span "
                            + (end - begin)
                            + "; both must agree.");
        }
    }

    private void checkCoverage() throws IOException {
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long covered = 0;
        for (Entry entry : entries) {
            if (entry.begin != covered) {
                throw fault(
                        entry.name,
                        "begins at "
                                + entry.begin
                                + (entry.begin < covered ? ", inside the tensor" : ", a gap")
                                + " before it which ends at "
                                + covered
                                + "; allowed is neither overlap nor gap.");
            }
            covered = entry.end;
        }
        if (covered != file.size() - dataStart) {
            throw json.fault(
                    "the tensors end at "
                            + covered
                            + " of the "
                            + (file.size() - dataStart)
                            + " bytes after the header; allowed is nothing after the last.");
        }
    }

    private WeightFormatException fault(String name, String finding) {
        return json.fault("tensor " + WeightFormatException.quote(name) + " " + finding);
    }

    /** The fields of one tensor in the course of reading, which come in any order. */
    private static final class EntryFields {
        private ElementType type;
        private long[] size;
        private long[] offsets;
    }
}
