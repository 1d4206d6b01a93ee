/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The resident memory of this process, in which native memory counts as well as Java's heap: the
 * figure that decides whether a machine is large enough. Known on Linux only.
 */
public final class ProcessMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR_REFS = Path.of("/proc/self/clear_refs");
    private static final String RESET_PEAK = "5";

    private ProcessMemory() {}

    /** {@return the bytes that are resident now, or nothing where it isn't known} */
    public static OptionalLong resident() {
        return read("VmRSS:");
    }

    /**
     * {@return the most bytes that were resident, since the process began or since {@link
     * #resetPeak}, or nothing where it isn't known}
     */
    public static OptionalLong peak() {
        return read("VmHWM:");
    }

    /**
     * Starts a new peak.
     *
     * @return false where that can't be done: then the peak stays that of the whole process
     */
    public static boolean resetPeak() {
        try {
            Files.writeString(CLEAR_REFS, RESET_PEAK);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * What takes memory.
     *
     * @param <E> what it may throw
     */
    @FunctionalInterface
    public interface Task<E extends Exception> {

        /**
         * Does it.
         *
         * @throws E if it can't be done
         */
        void run() throws E;
    }

    /**
     * Does something, and returns by how much it raised resident memory at most.
     *
     * @param task what to do
     * @param <E> what it may throw
     * @return bytes above what was resident before, or nothing where that isn't known
     * @throws E if the task does
     */
    public static <E extends Exception> OptionalLong peakAbove(Task<E> task) throws E {
        System.gc();
        boolean reset = resetPeak();
        OptionalLong before = resident();
        task.run();
        OptionalLong peak = peak();
        return reset && before.isPresent() && peak.isPresent()
                ? OptionalLong.of(Math.max(0, peak.getAsLong() - before.getAsLong()))
                : OptionalLong.empty();
    }

    private static OptionalLong read(String key) {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(key))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
