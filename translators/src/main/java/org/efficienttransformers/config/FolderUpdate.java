/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.config;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Replaces files of a model folder: all of them or none, whenever the process or the machine stops.
 *
 * <p>New files are written to {@code .saving} in the folder and forced to disk. Renaming that to
 * {@code .saved} is the moment from which they count. They then move to their places: config.json
 * goes first and comes last, so that whoever doesn't know {@code .saved} finds a folder without
 * config.json rather than a mixture. {@link #finish} completes what a process that was killed left,
 * which happens as config.json is read; the next update removes what was left before.
 *
 * <pre>{@code
 * try (FolderUpdate update = FolderUpdate.begin(folder)) {
 *     Files.writeString(update.file("config.json"), json);
 *     update.commit();
 * }
 * }</pre>
 */
public final class FolderUpdate implements AutoCloseable {

    private static final String STAGE = ".saving";
    private static final String READY = ".saved";
    private static final String REMOVED = ".removed";

    private static final long POLL_MILLIS = 20;
    private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(30);

    private final Path folder;
    private final Path stage;
    private final FolderLock lock;
    private final List<String> removed = new ArrayList<>();

    private FolderUpdate(Path folder, FolderLock lock) {
        this.folder = folder;
        this.lock = lock;
        stage = folder.resolve(STAGE);
    }

    /**
     * Begins an update.
     *
     * @param folder the folder; made if it isn't there
     * @return the update, to be closed; without {@link #commit} that leaves the folder as it was
     * @throws IOException if somebody else is updating the folder, or it can't be written
     */
    public static FolderUpdate begin(Path folder) throws IOException {
        Files.createDirectories(folder);
        FolderLock lock = FolderLock.take(folder);
        if (lock == null) {
            throw new IOException(
                    "Somebody else is saving to "
                            + folder
                            + "; wait until that has ended, or save to another folder.");
        }
        FolderUpdate update = new FolderUpdate(folder, lock);
        try {
            if (Files.isDirectory(folder.resolve(READY))) {
                moveIntoPlace(folder);
            }
            deleteAll(update.stage);
            Files.createDirectory(update.stage);
            return update;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Returns where to write a file.
     *
     * @param name its name in the folder
     * @return a path of the same name in another folder
     */
    public Path file(String name) {
        return stage.resolve(name);
    }

    /**
     * Returns where to write a file of a folder within the folder.
     *
     * @param within the name of that folder, which is made if it isn't there
     * @param name the file's name in it
     * @return a path of the same names in another folder
     * @throws IOException if the folder can't be made
     */
    public Path file(String within, String name) throws IOException {
        return Files.createDirectories(stage.resolve(within)).resolve(name);
    }

    /**
     * Removes a file from the folder with the update, if it is there.
     *
     * @param name its name in the folder
     */
    public void remove(String name) {
        removed.add(name);
    }

    /**
     * Puts the files into their places. From some moment within on, the update is made even if the
     * process is killed.
     *
     * @throws IOException if that fails
     */
    public void commit() throws IOException {
        Files.write(file(REMOVED), removed);
        for (Path file : list(stage)) {
            force(file);
        }
        forceFolder(stage);
        Files.move(stage, folder.resolve(READY), StandardCopyOption.ATOMIC_MOVE);
        forceFolder(folder);
        moveIntoPlace(folder);
    }

    /** Drops what wasn't committed. */
    @Override
    public void close() throws IOException {
        try (lock) {
            deleteAll(stage);
        }
    }

    /**
     * Completes the update of a process that was killed while files moved to their places; waits
     * for one that is still alive.
     *
     * @param folder a folder, which has such an update or not
     * @throws IOException if it can't be completed
     */
    public static void finish(Path folder) throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (Files.isDirectory(folder.resolve(READY))) {
            try (FolderLock lock = FolderLock.take(folder)) {
                if (lock != null && Files.isDirectory(folder.resolve(READY))) {
                    moveIntoPlace(folder);
                } else if (System.nanoTime() > end) {
                    throw new IOException("somebody else has been saving for too long");
                } else {
                    Thread.sleep(POLL_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted while " + folder + " was being saved.", e);
            } catch (IOException e) {
                throw new IOException(
                        "Saving to "
                                + folder
                                + " was interrupted, and can't be completed ("
                                + e
                                + "); open it once where it can be written, or save it again.",
                        e);
            }
        }
    }

    /** Can be done again from any point at which it was interrupted. */
    private static void moveIntoPlace(Path folder) throws IOException {
        Path ready = folder.resolve(READY);
        Path config = ready.resolve(PretrainedConfig.FILE);
        if (Files.exists(config)) {
            Files.deleteIfExists(folder.resolve(PretrainedConfig.FILE));
        }
        Path names = ready.resolve(REMOVED);
        if (Files.exists(names)) {
            for (String name : Files.readAllLines(names)) {
                Files.deleteIfExists(folder.resolve(name));
            }
        }
        for (Path file : list(ready)) {
            if (!file.equals(config) && !file.equals(names)) {
                move(file, ready, folder);
            }
        }
        if (Files.exists(config)) {
            forceFolder(folder);
            move(config, ready, folder);
        }
        forceFolder(folder);
        deleteAll(ready);
    }

    private static void move(Path file, Path from, Path folder) throws IOException {
        Path to = folder.resolve(from.relativize(file));
        Files.createDirectories(to.getParent());
        Files.move(file, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** All files, those of folders within included. */
    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> !Files.isDirectory(file)).sorted().toList();
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Windows has no such thing, and needs none. */
    private static void forceFolder(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            force(folder);
        }
    }
}
