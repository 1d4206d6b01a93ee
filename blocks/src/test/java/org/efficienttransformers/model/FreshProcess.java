/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Measures in a JVM of its own, where no earlier test has left free memory to take again, and
 * native code reads its environment afresh.
 */
public final class FreshProcess {

    private FreshProcess() {}

    /** Runs a program and returns the number that it prints. */
    public static long number(Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        return number(Map.of(), main, arguments);
    }

    /** Runs a program with more variables in its environment. */
    public static long number(Map<String, String> environment, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Collections.addAll(
                command, "-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC");
        // The second compiler takes tens of megabytes at times.
        command.add("-XX:TieredStopAtLevel=1");
        Collections.addAll(command, "-cp", System.getProperty("java.class.path"), main.getName());
        Collections.addAll(command, arguments);
        Path errors = Files.createTempFile("errors", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor())
                    .as("%s printed %s%s", main, output, Files.readString(errors))
                    .isZero();
            return Long.parseLong(output.strip());
        } finally {
            Files.delete(errors);
        }
    }
}
