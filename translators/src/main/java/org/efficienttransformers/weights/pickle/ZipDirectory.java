/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights.pickle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.weights.MappedFile;
import org.efficienttransformers.weights.WeightFormatException;

/**
 * The central directory of a zip archive whose entries are stored, not compressed, as torch.save
 * writes them: where the bytes of each entry lie in the file.
 *
 * <p>{@link java.util.zip.ZipFile} does not tell where an entry lies, and mapping needs that.
 * Compressed entries are refused, so no archive grows when it is read. Checksums are not compared:
 * that would read every byte of the weights, and torch.save may be told to leave them out.
 *
 * <p>Source: APPNOTE.TXT, the zip file format specification, 6.3.10, with zip64 extensions.
 */
final class ZipDirectory {

    private static final int END_SIGNATURE = 0x06054B50;
    private static final int END_LENGTH = 22;
    private static final int MAX_COMMENT = 0xFFFF;
    private static final int ZIP64_LOCATOR_SIGNATURE = 0x07064B50;
    private static final int ZIP64_LOCATOR_LENGTH = 20;
    private static final int ZIP64_END_SIGNATURE = 0x06064B50;
    private static final int ZIP64_END_LENGTH = 56;
    private static final int ZIP64_EXTRA = 1;
    private static final int CENTRAL_SIGNATURE = 0x02014B50;
    private static final int CENTRAL_LENGTH = 46;
    private static final int LOCAL_SIGNATURE = 0x04034B50;
    private static final int LOCAL_LENGTH = 30;
    private static final int ENCRYPTED = 1;
    private static final int IN_ZIP64_EXTRA = 0xFFFFFFFF;
    private static final long MAX_DIRECTORY = 100_000_000;

    private final MappedFile file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private ZipDirectory(MappedFile file) {
        this.file = file;
    }

    /**
     * An entry of the archive.
     *
     * @param name its path in the archive
     * @param header where its local header begins in the file
     * @param offset where its bytes begin in the file
     * @param size how many bytes it has
     */
    record Entry(String name, long header, long offset, long size) {}

    /** Reads the directory of an archive and checks it against the file. */
    static ZipDirectory read(MappedFile file) throws IOException {
        ZipDirectory zip = new ZipDirectory(file);
        zip.readDirectory();
        zip.checkOverlap();
        return zip;
    }

    /** Returns all entries by name. */
    Map<String, Entry> entries() {
        return entries;
    }

    private void readDirectory() throws IOException {
        long end = findEnd();
        ByteBuffer record = file.slice(end, END_LENGTH);
        long count = Short.toUnsignedLong(record.getShort(10));
        long length = Integer.toUnsignedLong(record.getInt(12));
        long start = Integer.toUnsignedLong(record.getInt(16));
        long limit = end;
        long locator = end - ZIP64_LOCATOR_LENGTH;
        if (locator >= 0 && signature(locator) == ZIP64_LOCATOR_SIGNATURE) {
            limit = file.slice(locator, ZIP64_LOCATOR_LENGTH).getLong(8);
            if (limit < 0
                    || limit > locator - ZIP64_END_LENGTH
                    || signature(limit) != ZIP64_END_SIGNATURE) {
                throw fault("its zip64 locator points to no zip64 end record");
            }
            record = file.slice(limit, ZIP64_END_LENGTH);
            count = record.getLong(32);
            length = record.getLong(40);
            start = record.getLong(48);
        }
        if (length < 0 || start < 0 || start > limit - length) {
            throw fault("its directory lies outside the file");
        }
        if (length > MAX_DIRECTORY || count < 0 || count > length / CENTRAL_LENGTH) {
            throw fault("its directory claims " + count + " entries in " + length + " bytes");
        }
        ByteBuffer directory = file.slice(start, length);
        for (long i = 0; i < count; i++) {
            readEntry(directory, start);
        }
        if (directory.hasRemaining()) {
            throw fault("its directory has more than the " + count + " entries it claims");
        }
    }

    private long findEnd() throws IOException {
        long last = file.size() - END_LENGTH;
        long first = Math.max(0, last - MAX_COMMENT);
        if (last >= 0) {
            ByteBuffer tail = file.slice(first, file.size() - first);
            for (int at = (int) (last - first); at >= 0; at--) {
                if (tail.getInt(at) == END_SIGNATURE
                        && Short.toUnsignedInt(tail.getShort(at + 20)) == last - first - at) {
                    return first + at;
                }
            }
        }
        throw fault("its directory is missing, so the file is truncated: download it again");
    }

    private void readEntry(ByteBuffer directory, long directoryStart) throws IOException {
        if (directory.remaining() < CENTRAL_LENGTH) {
            throw fault("its directory ends within an entry");
        }
        ByteBuffer fixed = take(directory, CENTRAL_LENGTH);
        int nameLength = Short.toUnsignedInt(fixed.getShort(28));
        int extraLength = Short.toUnsignedInt(fixed.getShort(30));
        int commentLength = Short.toUnsignedInt(fixed.getShort(32));
        if (fixed.getInt(0) != CENTRAL_SIGNATURE
                || directory.remaining() < nameLength + extraLength + commentLength) {
            throw fault("its directory holds something that is no entry");
        }
        ByteBuffer nameBytes = take(directory, nameLength);
        String name = StandardCharsets.UTF_8.decode(nameBytes.duplicate()).toString();
        ByteBuffer extra = take(directory, extraLength);
        take(directory, commentLength);

        ByteBuffer zip64 = zip64Extra(extra);
        long size = wide(fixed.getInt(24), zip64);
        long storedSize = wide(fixed.getInt(20), zip64);
        long header = wide(fixed.getInt(42), zip64);

        String entry = "entry " + WeightFormatException.quote(name);
        if ((fixed.getShort(8) & ENCRYPTED) != 0) {
            throw fault(entry + " is encrypted");
        }
        int method = Short.toUnsignedInt(fixed.getShort(10));
        if (method != 0 || size != storedSize) {
            throw fault(
                    entry
                            + " is compressed ("
                            + storedSize
                            + " to "
                            + size
                            + " bytes, method "
                            + method
                            + ")");
        }
        long offset = dataOffset(entry, header, nameBytes, directoryStart);
        if (size < 0 || size > directoryStart - offset) {
            throw fault(entry + " claims " + size + " bytes, more than there are");
        }
        if (entries.put(name, new Entry(name, header, offset, size)) != null) {
            throw fault(entry + " is there twice");
        }
    }

    /** Finds the bytes of an entry: its local header has a length of its own. */
    private long dataOffset(String entry, long header, ByteBuffer name, long directoryStart)
            throws IOException {
        int nameLength = name.remaining();
        if (header < 0 || header > directoryStart - LOCAL_LENGTH - nameLength) {
            throw fault(entry + " lies outside the file");
        }
        ByteBuffer local = file.slice(header, LOCAL_LENGTH);
        int extraLength = Short.toUnsignedInt(local.getShort(28));
        if (local.getInt(0) != LOCAL_SIGNATURE
                || Short.toUnsignedInt(local.getShort(26)) != nameLength
                || !file.slice(header + LOCAL_LENGTH, nameLength).equals(name)) {
            throw fault(entry + " has another name in the archive than in its directory");
        }
        return header + LOCAL_LENGTH + nameLength + extraLength;
    }

    private void checkOverlap() throws IOException {
        List<Entry> sorted = new ArrayList<>(entries.values());
        sorted.sort(Comparator.comparingLong(Entry::header));
        long end = 0;
        for (Entry entry : sorted) {
            if (entry.header < end) {
                throw fault(
                        "entry " + WeightFormatException.quote(entry.name) + " overlaps another");
            }
            end = entry.offset + entry.size;
        }
    }

    private static ByteBuffer zip64Extra(ByteBuffer extra) {
        while (extra.remaining() >= 4) {
            int id = Short.toUnsignedInt(extra.getShort());
            int length = Math.min(Short.toUnsignedInt(extra.getShort()), extra.remaining());
            ByteBuffer field = take(extra, length);
            if (id == ZIP64_EXTRA) {
                return field;
            }
        }
        return take(extra, 0);
    }

    /** Returns a number of the entry, which lies in the zip64 field if 32 bits can't hold it. */
    private long wide(int value, ByteBuffer zip64) throws IOException {
        if (value != IN_ZIP64_EXTRA) {
            return Integer.toUnsignedLong(value);
        }
        if (zip64.remaining() < Long.BYTES) {
            throw fault("an entry lacks its zip64 field");
        }
        return zip64.getLong();
    }

    private int signature(long offset) throws IOException {
        return file.slice(offset, Integer.BYTES).getInt();
    }

    private static ByteBuffer take(ByteBuffer buffer, int length) {
        ByteBuffer taken = buffer.slice(buffer.position(), length).order(buffer.order());
        buffer.position(buffer.position() + length);
        return taken;
    }

    private WeightFormatException fault(String finding) {
        return new WeightFormatException(
                file.name(),
                "the zip archive can't be read: "
                        + finding
                        + "; allowed are whole archives of stored entries, as torch.save writes"
                        + " them.");
    }
}
