/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel.machine;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringTokenizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much of the machine's processors other processes take, by what Linux counts in {@code
 * /proc/stat} (proc(5)).
 *
 * <p>The JVM says so, too, but reads a dozen files of the container for it, which takes some
 * milliseconds on a busy machine: as long as a short text.
 */
public final class OtherProcesses {

    private static final Logger logger = LoggerFactory.getLogger(OtherProcesses.class);

    private static final Path COUNTS = Path.of("/proc/stat");

    /** How long a look is good for, ns: some of the kernel's ticks, which are of 10 ms. */
    private static final long GLANCE = 100_000_000L;

    private static final double TICKS_A_NANOSECOND = 1e-7;

    /** In the line of all processors: user, nice, system, idle, iowait, irq, softirq, steal. */
    private static final int COUNTED = 8;

    private static final int IDLE = 3;
    private static final int IOWAIT = 4;

    private final Path file;
    private long looked;
    private boolean readable = true;
    private double all;
    private double busy;
    private double own;
    private double load;

    /** Takes a first look. */
    public OtherProcesses() {
        this(COUNTS);
    }

    OtherProcesses(Path file) {
        this.file = file;
        look();
        load = 0; // what was counted since the machine was started says nothing of today
    }

    /**
     * {@return what part of all processors others took between the last two looks, from 0 to 1; 0
     * where Linux doesn't tell}
     */
    public synchronized double load() {
        if (readable && System.nanoTime() - looked > GLANCE) {
            look();
        }
        return load;
    }

    private void look() {
        looked = System.nanoTime();
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            count(reader.readLine(), ownTicks());
        } catch (IOException | RuntimeException e) {
            logger.debug("{} doesn't tell what other processes take.", file, e);
            readable = false;
            load = 0;
        }
    }

    private static double ownTicks() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
                ? machine.getProcessCpuTime() * TICKS_A_NANOSECOND
                : 0;
    }

    private void count(String line, double ownNow) {
        StringTokenizer words = new StringTokenizer(line);
        words.nextToken();
        double allNow = 0;
        double busyNow = 0;
        for (int i = 0; i < COUNTED; i++) {
            long ticks = Long.parseLong(words.nextToken());
            allNow += ticks;
            busyNow += i == IDLE || i == IOWAIT ? 0 : ticks;
        }
        if (allNow > all) {
            double others = busyNow - busy - (ownNow - own);
            load = Math.min(1, Math.max(0, others / (allNow - all)));
        }
        all = allNow;
        busy = busyNow;
        own = ownNow;
    }
}
