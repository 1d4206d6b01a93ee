/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One repository's part of the cache, laid out as Python's huggingface_hub does:
 *
 * <pre>
 * models--org--name/
 *   blobs/&lt;etag&gt;                 content, once, whatever its names
 *   refs/&lt;revision&gt;              the commit that a branch or tag was when last asked
 *   snapshots/&lt;commit&gt;/&lt;file&gt;    relative link to ../../blobs/&lt;etag&gt;
 * .locks/models--org--name/&lt;etag&gt;.lock
 * </pre>
 */
public final class HubCache {

    private static final Logger logger = LoggerFactory.getLogger(HubCache.class);

    private static final int MAX_REF_BYTES = 1000;

    private static final String CACHEDIR_TAG =
            """
            Signature: 8a477f597d28d172789f06886806bc55
            # This file marks a cache directory, which backups may leave out.
            # See https://bford.info/cachedir/
            """;

    private final Path root;
    private final Path storage;
    private final Path locks;
    private final boolean symlinks;

    /**
     * Finds a repository's part; nothing is written.
     *
     * @param root the folder of the whole cache
     * @param symlinks false where snapshots are to hold files instead of links
     * @param repoId {@code organisation/name}, or {@code name} for the oldest models
     */
    public HubCache(Path root, boolean symlinks, String repoId) {
        this.root = root;
        this.symlinks = symlinks;
        String folder = "models--" + repoId.replace("/", "--");
        storage = root.resolve(folder);
        locks = root.resolve(".locks").resolve(folder);
    }

    /** {@return the folder of the whole cache, which need not exist} */
    public Path root() {
        return root;
    }

    /**
     * Returns the folder of a commit.
     *
     * @param commit the full hash
     * @return the folder, which need not exist
     */
    public Path snapshot(String commit) {
        return storage.resolve("snapshots").resolve(commit);
    }

    /**
     * Returns where a commit has a file.
     *
     * @param commit the full hash
     * @param file its name in the repository
     * @return the path, which need not exist
     */
    public Path pointer(String commit, String file) {
        return snapshot(commit).resolve(file);
    }

    /**
     * Returns where content lies.
     *
     * @param etag its digest
     * @return the path, which need not exist
     */
    public Path blob(String etag) {
        return storage.resolve("blobs").resolve(etag);
    }

    /**
     * Returns where a blob grows. Python appends to {@code <etag>.incomplete} (older versions) or
     * writes {@code <etag>.<random>.incomplete}; its locks don't keep it from doing so while this
     * JVM writes (see {@link CacheLock}), hence a name that it never uses.
     *
     * @param etag its digest
     * @return the path, which need not exist
     */
    public Path partial(String etag) {
        return storage.resolve("blobs").resolve(etag + ".resume.incomplete");
    }

    /**
     * Does something while no other thread or JVM brings this blob.
     *
     * @param etag its digest
     * @param action what is done
     * @throws IOException if the action fails, or the lock's folder can't be made
     * @throws InterruptedException if the thread is interrupted while it waits for the lock
     */
    public void locked(String etag, CacheLock.Action action)
            throws IOException, InterruptedException {
        CacheLock.hold(locks.resolve(etag + ".lock"), action);
    }

    /**
     * Creates the folders for a file to come.
     *
     * @param etag the digest of its content
     * @param pointer its path in a snapshot
     */
    public void prepare(String etag, Path pointer) throws IOException {
        Files.createDirectories(blob(etag).getParent());
        Files.createDirectories(pointer.getParent());
        Path tag = root.resolve("CACHEDIR.TAG");
        if (Files.notExists(tag)) {
            try {
                Files.writeString(tag, CACHEDIR_TAG, StandardOpenOption.CREATE_NEW);
            } catch (IOException e) {
                logger.debug("{} was not written.", tag, e);
            }
        }
    }

    /**
     * Returns the commit of a revision as far as the cache knows it.
     *
     * @param revision a branch, tag or full commit hash
     * @return the full hash, if it is known
     */
    public Optional<String> commit(String revision) throws IOException {
        if (HubNames.isCommit(revision)) {
            return Optional.of(revision);
        }
        Path ref = storage.resolve("refs").resolve(revision);
        if (!Files.isRegularFile(ref) || Files.size(ref) > MAX_REF_BYTES) {
            return Optional.empty();
        }
        // What is no commit, in whatever encoding, will be written again.
        String content = Files.readString(ref, StandardCharsets.ISO_8859_1);
        return Optional.of(content.strip()).filter(HubNames::isCommit);
    }

    /**
     * Remembers the commit of a revision.
     *
     * @param revision a branch, tag or full commit hash
     * @param commit the full hash
     */
    public void writeRef(String revision, String commit) throws IOException {
        if (revision.equals(commit) || commit(revision).filter(commit::equals).isPresent()) {
            return;
        }
        Path ref = storage.resolve("refs").resolve(revision);
        Files.createDirectories(ref.getParent());
        Path temporary = temporary(ref);
        try {
            Files.writeString(temporary, commit);
            move(temporary, ref);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Moves a checked file into place, over whatever is there.
     *
     * @param from the file
     * @param to its place
     */
    public static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * Gives a blob its name in a snapshot: a relative link, or a file of its own where links are
     * switched off or not to be had, as on Windows without developer mode.
     *
     * @param blob the content
     * @param pointer the name in the snapshot
     * @param created true if the blob is new, so that nothing else can need it: it is moved rather
     *     than copied
     */
    public void link(Path blob, Path pointer, boolean created) throws IOException {
        Files.deleteIfExists(pointer); // a link to a blob that was removed
        if (symlinks && createLink(blob, pointer)) {
            return;
        }
        if (created) {
            move(blob, pointer);
            return;
        }
        Path temporary = temporary(pointer);
        try {
            Files.copy(blob, temporary);
            move(temporary, pointer);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static boolean createLink(Path blob, Path pointer) throws IOException {
        try {
            Files.createSymbolicLink(pointer, pointer.getParent().relativize(blob));
            return true;
        } catch (FileAlreadyExistsException e) {
            // Another process was faster; Python locks in its own way.
            if (Files.exists(pointer) && Files.isSameFile(pointer, blob)) {
                return true;
            }
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            logger.debug("No symbolic link at {}; a file is put there instead.", pointer, e);
            return false;
        }
    }

    private static Path temporary(Path path) {
        String suffix = "." + UUID.randomUUID().toString().substring(0, 8) + ".tmp";
        return path.resolveSibling(path.getFileName() + suffix);
    }
}
