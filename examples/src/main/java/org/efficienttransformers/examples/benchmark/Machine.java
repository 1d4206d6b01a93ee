/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a figure was measured on. */
public final class Machine {

    private static final Path CPU = Path.of("/proc/cpuinfo");

    private Machine() {}

    /**
     * Describes machine and software.
     *
     * @return one line: CPU, cores, Java, DJL, engine, and whether PyTorch was told to ask for huge
     *     pages, which can halve the time of what allocates much
     */
    public static String describe() {
        Engine engine = Engine.getInstance();
        String hugePages = System.getenv("THP_MEM_ALLOC_ENABLE");
        return String.join(
                ", ",
                cpu(),
                Runtime.getRuntime().availableProcessors() + " cores",
                "Java " + Runtime.version().feature(),
                "DJL " + Engine.getDjlVersion(),
                engine.getEngineName() + " " + engine.getVersion(),
                "THP_MEM_ALLOC_ENABLE " + (hugePages == null ? "not set" : "= " + hugePages));
    }

    private static String cpu() {
        try {
            return Files.readAllLines(CPU).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) { // not Linux
            return System.getProperty("os.arch");
        }
    }
}
