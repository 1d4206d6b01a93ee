/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Measures memory in a JVM of its own, where no earlier test has left free memory to take again.
 */
public final class FreshProcess {

    private FreshProcess() {}

    /** Runs a program and returns the number that it prints. */
    public static long number(Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Collections.addAll(
                command, "-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC");
        // The second compiler takes tens of megabytes at times.
        command.add("-XX:TieredStopAtLevel=1");
        Collections.addAll(command, "-cp", System.getProperty("java.class.path"), main.getName());
        Collections.addAll(command, arguments);
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(main.getName() + " ended with code " + code + ".");
        }
        return Long.parseLong(output.strip());
    }
}
