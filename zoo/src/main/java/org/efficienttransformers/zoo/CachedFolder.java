/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Makes folders in DJL's cache: whole or not at all, also when several processes begin at once. */
final class CachedFolder {

    private CachedFolder() {}

    /** Writes the files of a folder. */
    @FunctionalInterface
    interface Content {

        /**
         * Writes them.
         *
         * @param folder an empty folder
         * @throws IOException if that fails
         */
        void write(Path folder) throws IOException;
    }

    /**
     * Makes a folder, unless it is there.
     *
     * @param folder where
     * @param content writes what is in it
     * @throws IOException if that fails; no folder is there then
     */
    static void make(Path folder, Content content) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Files.createDirectories(folder.getParent());
        Path unfinished = Files.createTempDirectory(folder.getParent(), "unfinished");
        try {
            content.write(unfinished);
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // Another process was faster, and wrote the same.
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        } finally {
            Utils.deleteQuietly(unfinished);
        }
    }
}
