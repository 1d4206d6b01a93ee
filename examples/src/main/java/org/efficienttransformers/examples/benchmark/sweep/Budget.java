/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep;

import static org.efficienttransformers.settings.Require.require;

import java.lang.management.ManagementFactory;
import org.efficienttransformers.examples.benchmark.sweep.result.Row;
import org.efficienttransformers.examples.benchmark.sweep.series.Series;
import org.efficienttransformers.examples.benchmark.sweep.series.Subject;

/**
 * What a row of the table may cost.
 *
 * @param maxSeconds the time of all its calls, warm-up included
 * @param maxMegabytes its memory above the model
 */
record Budget(double maxSeconds, double maxMegabytes) {

    /** Of the machine's memory; the rest is for models and for others. */
    private static final double PART = 0.6;

    /** Checks the limits; messages name the options that set them. */
    Budget {
        require(
                maxSeconds > 0 && maxMegabytes > 0,
                "--max-seconds is %s and --max-memory is %s; allowed: more than 0.",
                maxSeconds,
                maxMegabytes);
    }

    /** The most memory that a measurement may take unless another limit is given, in MB. */
    static double defaultMegabytes() {
        var system =
                (com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean();
        return system.getTotalMemorySize() * PART / 1e6;
    }

    /**
     * Tells why a series should be left out at a length, going by what it took at a shorter one.
     *
     * @param series the series
     * @param length tokens
     * @param shorter its last row; null if there is none
     * @param subject a layer's attention or an encoder
     * @param layers the layers of an encoder
     * @return a reason, or an empty text if there is none
     */
    String objection(Series series, int length, Row shorter, Subject subject, int layers) {
        double megabytes = series.leastBytes(length, subject, layers) / 1e6;
        double seconds = 0;
        if (shorter != null) {
            double times = (double) length / shorter.length();
            if (shorter.time() != null) {
                seconds = shorter.time().median() * Math.pow(times, series.timePower());
            }
            double power = Math.pow(times, series.memoryPower());
            megabytes = Math.max(megabytes, shorter.peak().orElse(0) / 1e6 * power);
        }
        if (megabytes > maxMegabytes) {
            return String.format(
                    "skipped: it would need some %,.0f MB, and --max-memory is %,.0f",
                    megabytes, maxMegabytes);
        }
        // One call to warm up, and one that counts.
        if (2 * seconds > maxSeconds) {
            return String.format(
                    "skipped: a call would take some %,.0f s, and --max-seconds is %,.0f for all",
                    seconds, maxSeconds);
        }
        return "";
    }
}
