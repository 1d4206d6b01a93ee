/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub.cache;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lock of one blob, among the threads of this JVM and among JVMs, on the lock file that Python
 * uses.
 *
 * <p>It spares double work; correctness does not depend on it. Java locks with {@code fcntl} and
 * Python with {@code flock}, which don't see each other on Linux, and some file systems have no
 * locks at all. What keeps the cache right is that this package writes to files of its own name, at
 * fixed positions, and moves them into place when they are checked.
 */
public final class CacheLock {

    private static final Logger logger = LoggerFactory.getLogger(CacheLock.class);

    private static final long POLL_MILLIS = 50;
    private static final long LOG_EVERY_POLLS = TimeUnit.SECONDS.toMillis(10) / POLL_MILLIS;

    /** One small entry for each blob that this JVM ever downloaded. */
    private static final Map<Path, ReentrantLock> IN_JVM = new ConcurrentHashMap<>();

    private CacheLock() {}

    /** What is done under the lock. */
    @FunctionalInterface
    public interface Action {
        void run() throws IOException;
    }

    /**
     * Waits for the lock, and holds it for as long as the action takes. A holder always ends: its
     * own waits are bounded by time-outs.
     */
    static void hold(Path file, Action action) throws IOException, InterruptedException {
        ReentrantLock inJvm =
                IN_JVM.computeIfAbsent(
                        file.toAbsolutePath().normalize(), path -> new ReentrantLock());
        inJvm.lockInterruptibly();
        try {
            FileChannel channel = lockFile(file);
            try {
                action.run();
            } finally {
                close(channel);
            }
        } finally {
            inJvm.unlock();
        }
    }

    private static void close(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            logger.debug("The lock file could not be closed.", e);
        }
    }

    /**
     * Locks the file.
     *
     * @return the channel that holds the lock, or null where the file system has no locks
     */
    private static FileChannel lockFile(Path file) throws IOException, InterruptedException {
        Files.createDirectories(file.getParent());
        FileChannel channel;
        try {
            boolean created = Files.notExists(file);
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (created) {
                shareWithGroup(file);
            }
        } catch (AccessDeniedException e) {
            logger.warn("{} belongs to another user; going on without the lock.", file);
            return null;
        }
        try {
            waitFor(channel, file);
            return channel;
        } catch (InterruptedException | ClosedByInterruptException e) {
            channel.close();
            throw e;
        } catch (IOException e) {
            channel.close();
            logger.warn("{} can't be locked ({}); going on without.", file, e.getMessage());
            return null;
        }
    }

    private static void waitFor(FileChannel channel, Path file)
            throws IOException, InterruptedException {
        for (long polls = 1; ; polls++) {
            FileLock lock = null;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException e) {
                // Another class loader of this JVM has it. The channel stays open until then:
                // closing any channel of the file would release that loader's lock too.
                logger.debug("{} is held in this JVM.", file);
            }
            if (lock != null) {
                return;
            }
            if (polls % LOG_EVERY_POLLS == 0) {
                logger.info("Still waiting for {}: another process downloads this file.", file);
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** As Python does, so that users who share a cache can wait for each other. */
    private static void shareWithGroup(Path file) {
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        } catch (IOException | UnsupportedOperationException e) {
            logger.debug("{} keeps its permissions.", file, e);
        }
    }
}
