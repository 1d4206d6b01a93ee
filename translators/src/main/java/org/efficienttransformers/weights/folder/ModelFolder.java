/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.efficienttransformers.weights.WeightFormatException;

/**
 * Finds files of a model folder by names that come from the folder itself, such as the shards that
 * an index lists, and never leaves it.
 */
public final class ModelFolder {

    private ModelFolder() {}

    /**
     * Returns a file of a folder. A symbolic link may lead to another place in the folder, or from
     * a snapshot of the Hugging Face cache to the blobs next to it, and nowhere else.
     *
     * @param folder the folder
     * @param name the name of a file directly in it
     * @return the path of the file, which exists
     * @throws WeightFormatException if the name is a path or the link leads out of the folder
     * @throws IOException if there is no such file
     */
    public static Path file(Path folder, String name) throws IOException {
        Path file = folder.resolve(plainName(folder, name));
        Path real = file.toRealPath();
        Path realFolder = folder.toRealPath();
        if (!real.startsWith(realFolder) && !isBlob(folder, real)) {
            throw new WeightFormatException(
                    name,
                    "this is a link that leads out of the model's folder; allowed are files of the"
                            + " folder and blobs of the Hugging Face cache, so put the file itself"
                            + " there.");
        }
        return file;
    }

    /**
     * Checks the name of a folder within a model's folder, such as that of a module.
     *
     * @param folder the model's folder, for the message
     * @param path the name, with slashes if it is deeper; an empty one is the folder itself
     * @throws WeightFormatException if the path leads out of the folder, or is a link that does
     * @throws IOException if that can't be found out
     */
    public static void requireInside(Path folder, String path) throws IOException {
        if (!path.isEmpty()) {
            for (String name : path.split("/", -1)) {
                plainName(folder, name);
            }
            Path place = folder.resolve(path);
            if (Files.exists(place) && !place.toRealPath().startsWith(folder.toRealPath())) {
                throw new WeightFormatException(
                        path,
                        "this is a link that leads out of the model's folder; put the folder itself"
                                + " there.");
            }
        }
    }

    private static String plainName(Path folder, String name) throws IOException {
        try {
            Path path = Path.of(name);
            boolean plain =
                    !name.isEmpty()
                            && !path.isAbsolute()
                            && path.getNameCount() == 1
                            && path.getFileName().toString().equals(name)
                            && name.indexOf('\\') < 0
                            && name.indexOf(':') < 0
                            && !name.equals(".")
                            && !name.equals("..");
            if (plain) {
                return name;
            }
        } catch (InvalidPathException e) {
            // Falls through: no file can have this name.
        }
        throw new WeightFormatException(
                String.valueOf(folder.getFileName()),
                "the name "
                        + WeightFormatException.quote(name)
                        + " could lead out of the folder; allowed are plain file names without"
                        + " '/', '\\' or ':'.");
    }

    /**
     * Tells whether the folder is models--x--y/snapshots/commit, or within that, and the file in
     * its blobs, or in the blobs that newer versions of Python's huggingface_hub share between all
     * models.
     */
    private static boolean isBlob(Path folder, Path real) throws IOException {
        for (Path snapshot :
                new Path[] {folder.toAbsolutePath().normalize(), folder.toRealPath()}) {
            Path snapshots = snapshot.getParent();
            while (snapshots != null && !snapshots.endsWith("snapshots")) {
                snapshots = snapshots.getParent();
            }
            if (snapshots == null || snapshots.getParent() == null) {
                continue;
            }
            Path model = snapshots.getParent();
            for (Path blobs : new Path[] {model.resolve("blobs"), model.resolveSibling("blobs")}) {
                if (Files.isDirectory(blobs) && real.startsWith(blobs.toRealPath())) {
                    return true;
                }
            }
        }
        return false;
    }
}
