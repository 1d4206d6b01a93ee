/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.data;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.efficienttransformers.examples.cli.BadInputException;

/** Reads files of text. */
final class Utf8 {

    private Utf8() {}

    /**
     * Reads a file.
     *
     * @param file the file
     * @return its text
     * @throws BadInputException if it isn't UTF-8
     * @throws IOException if it can't be read
     */
    static String read(Path file) throws BadInputException, IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new BadInputException(file + " isn't UTF-8; convert it, and try again.", e);
        }
    }
}
