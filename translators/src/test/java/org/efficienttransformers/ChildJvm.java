/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Runs programs in a JVM whose heap is resident from the start, so that its resident memory grows
 * by native memory alone: not by garbage that happens not to be collected, nor by what other tests
 * have left or let go of.
 */
public final class ChildJvm {

    private ChildJvm() {}

    /**
     * Returns what a program prints; what it prints of errors is in the message if it fails.
     *
     * @param heap the size of Java's heap, such as 64m
     * @param main the class of the program
     * @param arguments its arguments
     */
    public static String output(String heap, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Collections.addAll(command, "-Xms" + heap, "-Xmx" + heap, "-XX:+AlwaysPreTouch");
        Collections.addAll(command, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
        Collections.addAll(command, "-cp", System.getProperty("java.class.path"), main.getName());
        Collections.addAll(command, arguments);
        Path errors = Files.createTempFile("errors", ".txt");
        try {
            Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor())
                    .as("%s printed %s%s", main, output, Files.readString(errors))
                    .isZero();
            return output.strip();
        } finally {
            Files.delete(errors);
        }
    }
}
