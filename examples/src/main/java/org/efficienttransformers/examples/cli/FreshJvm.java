/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Runs a program in a JVM of its own, so that its memory isn't that of Maven or of whatever ran
 * before.
 */
public final class FreshJvm {

    /**
     * All of the heap is resident from the start. Otherwise it would grow with garbage, as it may
     * until that is collected, and hide what native memory does.
     */
    private static final List<String> CONSTANT_HEAP =
            List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC");

    private FreshJvm() {}

    /**
     * Runs a program and passes on what it prints.
     *
     * @param out where to
     * @param main the class with its main method
     * @param args its arguments
     * @return its exit code
     * @throws IOException if it can't be started, or this thread is interrupted
     */
    public static int run(PrintWriter out, Class<?> main, String... args) throws IOException {
        return run(out, Map.of(), main, args);
    }

    /**
     * Runs a program with further variables in its environment.
     *
     * @param out where what it prints goes
     * @param environment the variables
     * @param main the class with its main method
     * @param args its arguments
     * @return its exit code
     * @throws IOException as {@link #run(PrintWriter, Class, String...)}
     */
    public static int run(
            PrintWriter out, Map<String, String> environment, Class<?> main, String... args)
            throws IOException {
        ProcessBuilder builder = builder(CONSTANT_HEAP, main, args);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try (InputStream output = process.getInputStream()) {
            out.print(new String(output.readAllBytes(), Charset.defaultCharset()));
            out.flush();
            return exitCode(process, main);
        } finally {
            process.destroy();
        }
    }

    /** As below, in the environment of this JVM. */
    public static int again(PrintWriter out, CommandSpec command, Class<?> main, String... more)
            throws IOException {
        return again(out, Map.of(), command, main, more);
    }

    /**
     * Runs a command once more, with the arguments that it was given and further ones.
     *
     * @param out where what it prints goes
     * @param environment further variables of its environment
     * @param command the command
     * @param main the class with the main method
     * @param more the further arguments
     * @return its exit code
     * @throws IOException as {@link #run(PrintWriter, Class, String...)}
     */
    public static int again(
            PrintWriter out,
            Map<String, String> environment,
            CommandSpec command,
            Class<?> main,
            String... more)
            throws IOException {
        List<String> args = new ArrayList<>(List.of(command.name()));
        args.addAll(arguments(command));
        args.addAll(List.of(more));
        return run(out, environment, main, args.toArray(String[]::new));
    }

    /**
     * Returns the arguments that a command was given.
     *
     * @param command the command
     * @return its own, without the commands before it
     */
    public static List<String> arguments(CommandSpec command) {
        List<String> all = command.commandLine().getParseResult().originalArgs();
        int first = command.parent() == null ? 0 : all.indexOf(command.name()) + 1;
        return all.subList(first, all.size());
    }

    /**
     * Runs a program in a JVM as users start it, and passes on each line as it comes.
     *
     * @param lines what is told of each line that it prints
     * @param main the class with its main method
     * @param args its arguments
     * @return its exit code
     * @throws IOException if it can't be started, or this thread is interrupted
     */
    public static int watch(Consumer<String> lines, Class<?> main, String... args)
            throws IOException {
        Process process = start(List.of(), main, args);
        try (BufferedReader output = process.inputReader()) {
            output.lines().forEach(lines);
            return exitCode(process, main);
        } finally {
            process.destroy();
        }
    }

    /**
     * Starts a program. What it prints is to be read, and its errors go to those of this JVM.
     *
     * @param options of the JVM
     * @param main the class with its main method
     * @param args its arguments
     * @return its process
     * @throws IOException if it can't be started
     */
    public static Process start(List<String> options, Class<?> main, String... args)
            throws IOException {
        return builder(options, main, args).start();
    }

    private static ProcessBuilder builder(List<String> options, Class<?> main, String... args)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED"); // JDK 24 and newer warn without it
        command.addAll(options);
        command.add("-cp");
        command.add(classPath());
        command.add(main.getName());
        command.addAll(List.of(args));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    private static int exitCode(Process process, Class<?> main) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for " + main.getSimpleName() + ".", e);
        }
    }

    /** The path that this class came from; within Maven java.class.path is Maven's own. */
    private static String classPath() throws IOException {
        if (!(FreshJvm.class.getClassLoader() instanceof URLClassLoader loader)) {
            return System.getProperty("java.class.path");
        }
        List<String> entries = new ArrayList<>();
        try {
            for (URL url : loader.getURLs()) {
                entries.add(Path.of(url.toURI()).toString());
            }
        } catch (URISyntaxException e) {
            throw new IOException(e.getMessage(), e);
        }
        return String.join(File.pathSeparator, entries);
    }
}
