/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lock of a folder, among the threads of this JVM and among processes: a file that is locked
 * and, in the end, deleted. That of a process that was killed is no longer locked.
 */
final class FolderLock implements AutoCloseable {

    private static final String NAME = ".saving.lock";

    /**
     * Folders that this JVM has locked. Opening their file a second time won't do: closing it would
     * give up the lock.
     */
    private static final Set<Path> IN_JVM = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private FileChannel channel;

    private FolderLock(Path folder) {
        this.folder = folder;
    }

    /**
     * Takes the lock.
     *
     * @param folder a folder that exists
     * @return the lock, or null if somebody else has it
     * @throws IOException if the folder can't be written
     */
    static FolderLock take(Path folder) throws IOException {
        FolderLock lock = new FolderLock(folder.toRealPath());
        if (!IN_JVM.add(lock.folder)) {
            return null;
        }
        boolean taken = false;
        try {
            taken = lock.take();
            return taken ? lock : null;
        } finally {
            if (!taken) {
                lock.give();
            }
        }
    }

    private boolean take() throws IOException {
        Path file = folder.resolve(NAME);
        String own = UUID.randomUUID().toString();
        while (true) {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isLocked()) {
                return false;
            }
            channel.write(ByteBuffer.wrap(own.getBytes(StandardCharsets.US_ASCII)), 0);
            if (Files.exists(file) && Files.readString(file).equals(own)) {
                return true;
            }
            channel.close(); // the last holder has deleted the file since it was opened
        }
    }

    private boolean isLocked() {
        try {
            // Beyond the content, which Windows would keep others from reading.
            return channel.tryLock(Long.MAX_VALUE - 1, 1, false) != null;
        } catch (OverlappingFileLockException e) {
            return false; // another class loader of this JVM
        } catch (IOException e) {
            return true; // the file system has no locks
        }
    }

    private void give() throws IOException {
        IN_JVM.remove(folder);
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            Files.deleteIfExists(folder.resolve(NAME));
        } finally {
            give();
        }
    }
}
