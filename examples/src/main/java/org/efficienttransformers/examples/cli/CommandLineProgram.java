/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Runs a picocli command as all programs here do. */
public final class CommandLineProgram {

    /** What a program ends with when its input was bad. */
    public static final int BAD_INPUT = 2;

    /** Wide enough for the examples to copy, which a break within a line would spoil. */
    private static final int WIDTH = 100;

    private CommandLineProgram() {}

    /**
     * Runs a command and ends the JVM if it failed. A program that succeeds simply returns, because
     * it may have been started inside of Maven.
     *
     * @param command a picocli command
     * @param args the arguments of main
     */
    public static void main(Object command, String... args) {
        CommandLine line = of(command);
        int code = line.execute(args);
        line.getOut().flush();
        if (code != 0) {
            System.exit(code);
        }
    }

    /**
     * Prepares a command: bad input, in the arguments or in what they name, ends in one sentence on
     * the error stream and in {@link #BAD_INPUT}; any other exception is a defect and keeps its
     * stack trace.
     *
     * @param command a picocli command
     * @return it, ready to execute
     */
    public static CommandLine of(Object command) {
        CommandLine line = new CommandLine(command);
        addHelp(line);
        line.setUsageHelpWidth(WIDTH);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(
                (e, args) -> {
                    CommandLine failed = e.getCommandLine();
                    return fail(
                            failed,
                            sentence(e.getMessage())
                                    + " "
                                    + failed.getCommandSpec().qualifiedName()
                                    + " --help lists what is allowed.");
                });
        line.setExecutionExceptionHandler(
                (e, failed, parsed) -> {
                    if (e instanceof BadInputException) {
                        return fail(failed, sentence(e.getMessage()));
                    }
                    throw e;
                });
        return line;
    }

    private static void addHelp(CommandLine line) {
        line.getCommandSpec()
                .addOption(
                        OptionSpec.builder("-h", "--help")
                                .usageHelp(true)
                                .description("Shows this help.")
                                .build());
        line.getSubcommands().values().forEach(CommandLineProgram::addHelp);
    }

    private static int fail(CommandLine line, String message) {
        line.getOut().flush();
        PrintWriter err = line.getErr();
        err.println(message);
        err.flush();
        return BAD_INPUT;
    }

    private static String sentence(String message) {
        return message.endsWith(".") ? message : message + ".";
    }
}
