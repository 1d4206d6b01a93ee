/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    private record Entry(String name, ElementType type, Shape shape, long begin, long end) {}

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
                    "the header claims "
                            + length
                            + " bytes, but the file ends after "
                            + file.size()
                            + "; it is truncated, so download it again.");
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
            views.put(
                    entry.name,
                    TensorView.contiguous(entry.type, entry.shape, dataStart + entry.begin));
        }
        return views;
    }

    Map<String, String> metadata() {
        return Map.copyOf(metadata);
    }

    private void parse() throws IOException {
        json.object(
                "the header",
                new HashSet<>(),
                name -> {
                    if (name.equals(METADATA)) {
                        json.object(
                                METADATA,
                                new HashSet<>(),
                                key -> metadata.put(key, json.string("a value of " + METADATA)));
                    } else {
                        entries.add(entry(name));
                    }
                });
        json.end();
    }

    private Entry entry(String name) throws IOException {
        String place = "tensor " + WeightFormatException.quote(name);
        EntryFields fields = new EntryFields();
        json.object(
                place,
                new HashSet<>(),
                field -> {
                    switch (field) {
                        case "dtype" -> fields.type = type(place);
                        case "shape" ->
                                fields.dimensions =
                                        naturals(place, "dimensions in shape", TensorView.MAX_RANK);
                        case "data_offsets" -> fields.offsets = naturals(place, "data_offsets", 2);
                        default ->
                                throw json.fault(
                                        place
                                                + " has a field "
                                                + WeightFormatException.quote(field)
                                                + "; allowed are dtype, shape and data_offsets.");
                    }
                });
        if (fields.type == null || fields.dimensions == null || fields.offsets == null) {
            throw json.fault(place + " must have dtype, shape and data_offsets, all three.");
        }
        if (fields.offsets.length != 2) {
            throw json.fault(place + " must have two data_offsets, begin and end.");
        }
        checkLength(place, fields);
        return new Entry(
                name,
                fields.type,
                new Shape(fields.dimensions),
                fields.offsets[0],
                fields.offsets[1]);
    }

    private ElementType type(String place) throws IOException {
        String name = json.string("dtype of " + place);
        ElementType type = ElementType.ofSafetensors(name);
        if (type == null) {
            throw json.fault(
                    place
                            + " has dtype "
                            + WeightFormatException.quote(name)
                            + "; allowed are "
                            + ElementType.safetensorsNames()
                            + ".");
        }
        return type;
    }

    private long[] naturals(String place, String what, int most) throws IOException {
        List<Long> numbers = new ArrayList<>();
        json.array(
                what + " of " + place,
                () -> {
                    if (numbers.size() == most) {
                        throw json.fault(
                                place + " has more than the " + most + " " + what + " allowed.");
                    }
                    numbers.add(json.natural(what + " of " + place));
                });
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    private void checkLength(String place, EntryFields fields) throws IOException {
        long begin = fields.offsets[0];
        long end = fields.offsets[1];
        if (begin > end || end > file.size() - dataStart) {
            throw json.fault(
                    place
                            + " lies at data_offsets "
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
            bytes = Math.multiplyExact(TensorView.elements(fields.dimensions), fields.type.bytes());
        } catch (ArithmeticException e) {
            throw json.fault(place + " has a shape of more elements than 64 bits can count.");
        }
        if (bytes != end - begin) {
            throw json.fault(
                    place
                            + " needs "
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
                throw json.fault(
                        "tensor "
                                + WeightFormatException.quote(entry.name)
                                + " begins at "
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

    /** The fields of one tensor in the course of reading, which come in any order. */
    private static final class EntryFields {
        private ElementType type;
        private long[] dimensions;
        private long[] offsets;
    }
}
