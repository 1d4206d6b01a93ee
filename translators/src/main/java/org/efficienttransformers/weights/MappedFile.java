/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights;

import ai.djl.ndarray.NDManager;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A file of any length, mapped into memory by regions.
 *
 * <p>Java maps at most 2 GiB at once. Windows of up to 2 GiB that begin every GiB hold any slice of
 * up to 1 GiB whole; a longer slice gets a region of its own. Mappings stay valid after {@link
 * #close}: the garbage collector undoes them when nothing refers to them any more.
 *
 * <p>The file must not be cut short or overwritten while it is mapped; replacing it by a move is
 * safe.
 */
public final class MappedFile implements Closeable {

    private static final long WINDOW = 1L << 30;

    private final String name;
    private final FileChannel channel;
    private final long size;
    private final boolean copyOnWrite;
    private final String id = UUID.randomUUID().toString();
    private final Map<Region, MappedByteBuffer> regions = new HashMap<>();

    private MappedFile(String name, FileChannel channel, boolean copyOnWrite) throws IOException {
        this.name = name;
        this.channel = channel;
        this.copyOnWrite = copyOnWrite;
        this.size = channel.size();
    }

    /**
     * Opens a file for reading, to be mapped copy-on-write where that is possible.
     *
     * @param path the file
     * @return the file, to be closed
     * @throws NoSuchFileException if there is none, with a sentence
     * @throws WeightFormatException if it is a folder, or not more than a pointer to the real file
     */
    public static MappedFile open(Path path) throws IOException {
        return open(path, true);
    }

    /**
     * Opens a file for reading.
     *
     * @param path the file
     * @param copyOnWrite false to map it read-only even where copy-on-write is possible
     * @return the file, to be closed
     * @throws NoSuchFileException if there is none, with a sentence
     * @throws WeightFormatException if it is a folder, or not more than a pointer to the real file
     */
    public static MappedFile open(Path path, boolean copyOnWrite) throws IOException {
        if (Files.isDirectory(path)) {
            throw new WeightFormatException(
                    String.valueOf(path.getFileName()),
                    "this is a folder where a file is expected.");
        }
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString(), null, "there is no such file");
        }
        if (copyOnWrite) {
            try {
                return openAs(path, true);
            } catch (FileSystemException e) {
                // No right to write, or a file system mounted read-only. Java asks for that right
                // before it maps copy-on-write, though nothing is ever written.
            }
        }
        return openAs(path, false);
    }

    private static MappedFile openAs(Path path, boolean copyOnWrite) throws IOException {
        Set<OpenOption> options =
                copyOnWrite
                        ? Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE)
                        : Set.of(StandardOpenOption.READ);
        FileChannel channel = FileChannel.open(path, options);
        try {
            String name = String.valueOf(path.getFileName());
            MappedFile file = new MappedFile(name, channel, copyOnWrite);
            GitLfs.refusePointer(file);
            return file;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Maps what a stream holds, by way of a temporary file that is gone once this is closed and its
     * mappings are undone.
     *
     * @param stream is read to its end and not closed
     * @param name what messages call it
     * @return the file, to be closed
     */
    public static MappedFile spool(InputStream stream, String name) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        Files.createTempFile("weights-", ".tmp"),
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE);
        try {
            stream.transferTo(Channels.newOutputStream(channel));
            return new MappedFile(name, channel, true);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** {@return the file's name without its folder, which is what messages call it} */
    public String name() {
        return name;
    }

    /** {@return the length of the file in bytes} */
    public long size() {
        return size;
    }

    /**
     * Tells whether memory of a slice may be written to, which copies the page and leaves the file
     * alone. Otherwise a write would end the process.
     */
    boolean isCopyOnWrite() {
        return copyOnWrite;
    }

    /**
     * Returns a part of the file.
     *
     * @param offset where it begins
     * @param length its length in bytes, at most {@link Integer#MAX_VALUE}
     * @return a direct little-endian buffer from 0 to length
     */
    public ByteBuffer slice(long offset, long length) throws IOException {
        if (offset < 0 || length < 0 || length > Integer.MAX_VALUE || offset > size - length) {
            throw new IndexOutOfBoundsException(
                    name + ": no slice of " + length + " bytes at " + offset + " in " + size);
        }
        Region region;
        if (length > WINDOW) {
            region = new Region(offset, length);
        } else {
            long start = offset / WINDOW * WINDOW;
            region = new Region(start, Math.min(Integer.MAX_VALUE, size - start));
        }
        return map(region)
                .slice((int) (offset - region.offset()), (int) length)
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private synchronized MappedByteBuffer map(Region region) throws IOException {
        MappedByteBuffer mapped = regions.get(region);
        if (mapped == null) {
            MapMode mode = copyOnWrite ? MapMode.PRIVATE : MapMode.READ_ONLY;
            mapped = channel.map(mode, region.offset(), region.length());
            regions.put(region, mapped);
        }
        return mapped;
    }

    /**
     * Keeps all mappings until a manager closes. An array refers to its buffer, but views of the
     * array don't, and reading through a view after its mapping is gone would end the process.
     */
    void keepMappedFor(NDManager manager) {
        manager.attachInternal("mapping-" + id, new Hold(regions));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private record Region(long offset, long length) {}

    /** Keeps an object reachable for as long as whoever closes it. */
    private record Hold(Object held) implements AutoCloseable {

        @Override
        public void close() {}
    }
}
