/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.examples.cli.BadInputException;

/** The folders of models that an option names. */
public final class ModelFolder {

    private ModelFolder() {}

    /** Refuses those without a config.json. */
    public static void check(List<Path> folders) {
        for (Path folder : folders) {
            if (!Files.isRegularFile(folder.resolve(PretrainedConfig.FILE))) {
                throw new BadInputException(
                        "--models has %s, where there is no config.json; give folders that have"
                                + " one.",
                        folder);
            }
        }
    }

    /** What a table calls a folder. */
    public static String name(Path folder) {
        return folder.toAbsolutePath().normalize().getFileName().toString();
    }
}
