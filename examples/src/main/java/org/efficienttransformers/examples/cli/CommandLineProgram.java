/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.cli;

import ai.djl.ModelException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.efficienttransformers.kernel.machine.OpenMp;
import org.efficienttransformers.training.DivergenceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs a picocli command as all programs here do. */
public final class CommandLineProgram {

    /** What a program ends with when its input was bad. */
    public static final int BAD_INPUT = 2;

    /** Wide enough for the examples to copy, which a break within a line would spoil. */
    private static final int WIDTH = 100;

    private static final Logger LOG = LoggerFactory.getLogger(CommandLineProgram.class);

    private CommandLineProgram() {}

    /**
     * Runs a command and ends the JVM if it failed. A program that succeeds simply returns, because
     * it may have been started inside of Maven.
     *
     * @param command a picocli command
     * @param args the arguments of main
     */
    public static void main(Object command, String... args) {
        OpenMp.configure();
        CommandLine line = of(command);
        int code = execute(line, args);
        line.getOut().flush();
        if (code != 0) {
            System.exit(code);
        }
    }

    /**
     * Runs a command, with what a {@link SettingsFile} adds to its arguments.
     *
     * @param line the command, as {@link #of} prepares it
     * @param args its arguments
     * @return its exit code
     */
    public static int execute(CommandLine line, String... args) {
        try {
            return line.execute(SettingsFile.expand(line, args));
        } catch (BadInputException | IOException e) {
            return fail(line, sentence(message(e)));
        }
    }

    /**
     * Prepares a command: bad input, in the arguments or in what they name, ends in one sentence on
     * the error stream and in {@link #BAD_INPUT}; any other exception is a defect and keeps its
     * stack trace. Where the trace of bad input is wanted, it is logged at level debug. Numbers are
     * written as in English, whatever the user's language, so that programs can read them.
     *
     * @param command a picocli command
     * @return it, ready to execute
     */
    public static CommandLine of(Object command) {
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        CommandLine line = new CommandLine(command);
        addOptions(line);
        line.setUsageHelpWidth(WIDTH);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionStrategy(
                parsed -> {
                    if (!CommandLine.printHelpIfRequested(parsed)) {
                        Ranges.check(parsed);
                        return new RunLast().execute(parsed);
                    }
                    return 0;
                });
        line.setParameterExceptionHandler(
                (e, args) -> {
                    CommandLine failed = e.getCommandLine();
                    return fail(
                            failed,
                            sentence(misuse(e))
                                    + " "
                                    + failed.getCommandSpec().qualifiedName()
                                    + " --help lists what is allowed.");
                });
        line.setExecutionExceptionHandler(
                (e, failed, parsed) -> {
                    if (e instanceof IllegalArgumentException
                            || e instanceof IOException
                            || e instanceof ModelException
                            || e instanceof DivergenceException) {
                        LOG.debug("Bad input", e);
                        return fail(failed, sentence(message(e)));
                    }
                    throw e;
                });
        return line;
    }

    private static String misuse(ParameterException e) {
        return e instanceof UnmatchedArgumentException unmatched
                        && !unmatched.isUnknownOption()
                        && e.getCommandLine().getCommand() instanceof CommandGroup group
                ? group.noSuch(unmatched.getUnmatched().get(0))
                : e.getMessage();
    }

    /** The JDK often says of a file no more than its name. */
    private static String message(Exception e) {
        if (e instanceof FileSystemException file && file.getReason() == null) {
            return e instanceof NoSuchFileException
                    ? "There is no " + file.getFile()
                    : file.getFile()
                            + " can't be read or written: "
                            + e.getClass().getSimpleName().replace("Exception", "");
        }
        return String.valueOf(e.getMessage());
    }

    private static void addOptions(CommandLine line) {
        CommandSpec spec = line.getCommandSpec();
        for (CommandSpec mixin : spec.mixins().values()) {
            if (mixin.userObject() instanceof MoreOptions more) {
                more.addTo(spec);
            }
        }
        if (spec.findOption("--help") == null) {
            spec.addOption(
                    OptionSpec.builder("-h", "--help")
                            .usageHelp(true)
                            .description("Shows this help.")
                            .build());
        }
        line.getSubcommands().values().forEach(CommandLineProgram::addOptions);
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
