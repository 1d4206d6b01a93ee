/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads text. All that the programs read as text comes through here. */
public final class TextFile {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private TextFile() {}

    /**
     * Reads a file.
     *
     * @param file a file in UTF-8
     * @return its text, without the byte order mark that Windows programs put in front of it: it is
     *     no part of the first word, and places in the text don't count it
     * @throws BadInputException if there is no such file, or it isn't UTF-8; the line is named
     * @throws IOException if it can't be read
     */
    public static String read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException("There is no file %s; give one.", file);
        }
        return decode(Files.readAllBytes(file), file.toString());
    }

    /**
     * Decodes bytes, as {@link #read} does.
     *
     * @param bytes UTF-8
     * @param name what to call them in messages
     * @return the text
     * @throws BadInputException if they aren't UTF-8; the line is named
     */
    public static String decode(byte[] bytes, String name) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer text = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), text, true);
        text.flip();
        if (result.isError()) {
            throw new BadInputException(
                    "%s isn't UTF-8 in line %s; convert it, and try again.",
                    name, 1 + text.chars().filter(c -> c == '\n').count());
        }
        boolean marked = text.length() > 0 && text.charAt(0) == BYTE_ORDER_MARK;
        return text.subSequence(marked ? 1 : 0, text.length()).toString();
    }
}
