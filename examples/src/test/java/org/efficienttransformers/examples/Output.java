/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import picocli.CommandLine;

/**
 * What a command printed.
 *
 * @param code its exit code
 * @param out its standard output
 * @param err its error output
 */
public record Output(int code, String out, String err) {

    /**
     * Runs a command.
     *
     * @param command a picocli command
     * @param args its arguments
     * @return what it printed
     */
    public static Output of(Object command, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = CommandLineProgram.of(command);
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        int code = CommandLineProgram.execute(line, args);
        line.getOut().flush();
        return new Output(code, out.toString(), err.toString());
    }

    /** {@return the lines of its standard output} */
    public List<String> lines() {
        return out.lines().toList();
    }
}
