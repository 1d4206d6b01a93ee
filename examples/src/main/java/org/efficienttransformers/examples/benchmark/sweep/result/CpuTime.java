/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The CPU time of this process, all threads together. System time is the kernel's: where memory is
 * asked for in large pieces it clears their pages, which can take longer than the arithmetic.
 *
 * @param user seconds in the process itself
 * @param system seconds in the kernel
 */
public record CpuTime(double user, double system) {

    public static final CpuTime NONE = new CpuTime(0, 0);

    private static final Path STAT = Path.of("/proc/self/stat");

    /** The kernel counts in hundredths of a second towards processes, whatever it does itself. */
    private static final double TICKS = 100;

    // The fields are counted from after the name of the program, which may contain spaces.
    private static final int USER = 11;
    private static final int SYSTEM = 12;

    /** So far; {@link #NONE} where the system doesn't tell, which is elsewhere than on Linux. */
    public static CpuTime now() {
        try {
            String stat = Files.readString(STAT);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return new CpuTime(
                    Long.parseLong(fields[USER]) / TICKS, Long.parseLong(fields[SYSTEM]) / TICKS);
        } catch (IOException e) {
            return NONE;
        }
    }

    /** The time from another one to this. */
    public CpuTime since(CpuTime earlier) {
        return new CpuTime(user - earlier.user, system - earlier.system);
    }

    /** Both times together. */
    public CpuTime plus(CpuTime other) {
        return new CpuTime(user + other.user, system + other.system);
    }

    /** The part of the kernel, from 0 to 1; not a number if no time is known. */
    double systemShare() {
        return system / (user + system);
    }
}
