/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub.cache;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A blob while it grows; tests put a full disk in its place. */
public class PartialFile implements Closeable {

    private final FileChannel channel;

    /**
     * Opens a file for writing, and creates it if need be.
     *
     * @param path the file; a link there is removed first
     */
    public PartialFile(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            Files.delete(path); // others put it there, and what it leads to isn't the cache's
        }
        channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS);
    }

    /** Opens, or creates, a partial file. */
    @FunctionalInterface
    public interface Opener {
        PartialFile open(Path path) throws IOException;
    }

    /** {@return how many bytes of the file there are} */
    public long size() throws IOException {
        return channel.size();
    }

    /**
     * Writes all bytes at a position: two writers of the same content do each other no harm.
     *
     * @param bytes from position to limit
     * @param position where in the file, in bytes
     */
    public void write(ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    /**
     * Cuts the file, and brings it to the disk, so that a power cut can't leave holes in it.
     *
     * @param size the file's bytes
     */
    public void finish(long size) throws IOException {
        channel.truncate(size);
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
