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
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a figure was measured on. */
public final class Machine {

    private static final Path CPU = Path.of("/proc/cpuinfo");

    private static final String HUGE_PAGES = "THP_MEM_ALLOC_ENABLE";
    private static final String MALLOC = "MALLOC_";

    private Machine() {}

    /**
     * Describes machine and software.
     *
     * @return one line: CPU, cores, Java, DJL, engine, and what the environment says of threads and
     *     of how memory is asked for, such as in huge pages, which can halve the time of what
     *     allocates much
     */
    public static String describe() {
        Engine engine = Engine.getInstance();
        return String.join(
                ", ",
                cpu(),
                Runtime.getRuntime().availableProcessors() + " cores",
                "Java " + Runtime.version().feature(),
                "DJL " + Engine.getDjlVersion(),
                engine.getEngineName() + " " + engine.getVersion(),
                environment());
    }

    private static String environment() {
        String set =
                new TreeMap<>(System.getenv())
                        .entrySet().stream()
                                .filter(variable -> matters(variable.getKey()))
                                .map(Object::toString)
                                .collect(Collectors.joining(", "));
        return set.isEmpty() ? HUGE_PAGES + " and " + MALLOC + "* not set" : set;
    }

    private static boolean matters(String variable) {
        return variable.equals(HUGE_PAGES)
                || variable.startsWith(MALLOC)
                || variable.equals("GLIBC_TUNABLES")
                || variable.equals("OMP_NUM_THREADS");
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
