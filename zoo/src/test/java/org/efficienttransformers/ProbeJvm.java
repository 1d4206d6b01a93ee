/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A program of the tests in a JVM of its own; what it prints of errors is in messages here. */
public final class ProbeJvm implements AutoCloseable {

    private final Class<?> main;
    private final Path errors;
    private final Process process;

    private ProbeJvm(Class<?> main, Path errors, Process process) {
        this.main = main;
        this.errors = errors;
        this.process = process;
    }

    /**
     * Starts a program.
     *
     * @param options of the JVM; a class path there counts instead of that of the tests
     * @param main the class of the program
     * @param arguments its arguments
     */
    public static ProbeJvm start(List<String> options, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Collections.addAll(command, "-cp", System.getProperty("java.class.path"));
        command.addAll(options);
        command.add(main.getName());
        Collections.addAll(command, arguments);
        Path errors = Files.createTempFile("errors", ".txt");
        Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        return new ProbeJvm(main, errors, process);
    }

    /** Waits until it ends, as it should, and returns what it printed. */
    public String output() throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s printed %s%s", main, output, Files.readString(errors))
                .isZero();
        return output;
    }

    /** Waits until it prints something. */
    public void awaitPrint() throws IOException {
        InputStream output = process.getInputStream();
        assertThat(output.read()).as("%s: %s", main, Files.readString(errors)).isPositive();
    }

    /** Checks that it has not ended. */
    public void assertRuns() throws IOException {
        assertThat(process.isAlive()).as("%s: %s", main, Files.readString(errors)).isTrue();
    }

    /** Kills it if it hasn't ended. */
    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        Files.delete(errors);
    }
}
