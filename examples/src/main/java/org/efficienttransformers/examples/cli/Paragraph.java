/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.cli;

/** Text in lines. */
public final class Paragraph {

    private static final int WIDTH = 80;

    private Paragraph() {}

    /**
     * Breaks a text into lines of at most {@value #WIDTH} characters; a longer word keeps a line of
     * its own.
     *
     * @param text words separated by any white space
     * @param first what the first line begins with
     * @param others what the other lines begin with
     * @return the lines, each with its end
     */
    public static String wrap(String text, String first, String others) {
        StringBuilder lines = new StringBuilder();
        StringBuilder line = new StringBuilder(first);
        boolean empty = true;
        for (String word : text.strip().split("\\s+")) {
            if (!empty && line.length() + 1 + word.length() > WIDTH) {
                lines.append(line).append(System.lineSeparator());
                line = new StringBuilder(others);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        return lines.append(line).append(System.lineSeparator()).toString();
    }
}
