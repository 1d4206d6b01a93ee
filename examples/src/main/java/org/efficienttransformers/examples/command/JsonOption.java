/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** The option {@code --json}. */
public final class JsonOption {

    private static final Gson LINE =
            new GsonBuilder().serializeSpecialFloatingPointValues().disableHtmlEscaping().create();
    private static final Gson PRETTY =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    @Option(names = "--json", description = "Prints JSON.")
    private boolean wanted;

    /** True if JSON is asked for. */
    public boolean wanted() {
        return wanted;
    }

    /** Prints a whole document, to be read by people as well. */
    public void print(PrintWriter out, Object value) {
        out.println(PRETTY.toJson(value));
    }

    /** Prints a document on one line, one of several. */
    public void printLine(PrintWriter out, Object value) {
        out.println(LINE.toJson(value));
    }
}
