/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A process that is told to end saves before it does. */
class InterruptionTest {

    @TempDir private Path folder;

    /** A training without a model: steps until it is interrupted, then takes a while to save. */
    static final class Training {

        private Training() {}

        public static void main(String[] args) throws Exception {
            PrintStream out = System.out;
            try (Interruption interruption = Interruption.open()) {
                out.println("training");
                int steps = 0;
                while (!interruption.isRequested()) {
                    Thread.sleep(5);
                    steps++;
                }
                Thread.sleep(300);
                Files.writeString(Path.of(args[0]), "steps: " + steps);
            }
        }
    }

    @Test
    @Timeout(600)
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "processes there aren't told, but killed")
    void savesBeforeTheProcessEnds() throws IOException, InterruptedException {
        Path saved = folder.resolve("saved");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Training.class.getName(),
                                saved.toString())
                        .redirectErrorStream(true)
                        .start();
        try (BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            StringBuilder said = new StringBuilder();
            String line = out.readLine();
            while (line != null && !line.equals("training")) { // warnings of the JVM
                said.append(line).append('\n');
                line = out.readLine();
            }
            assertThat(line).as("%s", said).isNotNull();
            process.destroy(); // SIGTERM, which the JVM treats as it does Ctrl-C
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(saved).content().startsWith("steps: ");
    }

    @Test
    void isNotRequestedByItself() {
        try (Interruption interruption = Interruption.open()) {
            assertThat(interruption.isRequested()).isFalse();
        }
    }
}
