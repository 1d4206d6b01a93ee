/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import ai.djl.util.Progress;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Tells DJL's {@link Progress} how far a file is: megabytes, rate and time left. */
final class DownloadProgress {

    private static final double MEGABYTE = 1e6;
    private static final double SECOND = 1e9;
    private static final long INTERVAL_NANOS = 100_000_000;

    private final Progress progress;
    private final LongSupplier nanoTime;

    private long size;
    private long first;
    private long started;
    private long reported;

    /**
     * Creates it.
     *
     * @param progress where to report to, or null for nowhere
     * @param nanoTime the clock
     */
    DownloadProgress(Progress progress, LongSupplier nanoTime) {
        this.progress = progress;
        this.nanoTime = nanoTime;
    }

    /** Begins a file of which {@code position} bytes are there already; size -1 is unknown. */
    void start(String file, long fileSize, long position) {
        if (progress == null) {
            return;
        }
        size = fileSize;
        first = position;
        started = nanoTime.getAsLong();
        reported = started;
        progress.reset(file, Math.max(size, 1), message(position, started));
        progress.start(position);
    }

    /** Reports the position, ten times a second at most. */
    void advance(long position) {
        if (progress == null) {
            return;
        }
        long now = nanoTime.getAsLong();
        if (now - reported >= INTERVAL_NANOS) {
            reported = now;
            progress.update(position, message(position, now));
        }
    }

    /** Ends the file. */
    void end(long position) {
        if (progress == null) {
            return;
        }
        size = position;
        progress.update(position, message(position, nanoTime.getAsLong()));
        progress.end();
    }

    private String message(long position, long now) {
        StringBuilder message = new StringBuilder(megabytes((double) position));
        if (size >= 0) {
            message.append(" of ").append(megabytes((double) size));
        }
        message.append(" MB");
        double seconds = (now - started) / SECOND;
        double rate = seconds > 0 ? (position - first) / seconds : 0;
        if (rate > 0) {
            message.append(", ").append(megabytes(rate)).append(" MB/s");
            if (size > position) {
                message.append(", ").append(time((size - position) / rate)).append(" left");
            }
        }
        return message.toString();
    }

    private static String megabytes(double bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / MEGABYTE);
    }

    private static String time(double seconds) {
        long s = (long) Math.ceil(seconds);
        return s < 3600
                ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
    }
}
