/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import org.efficienttransformers.examples.cli.ProcessMemory;

/**
 * Shows how a training goes: a line that is written over in a terminal, with loss, speed, memory
 * and the time that is left; nothing where the output isn't a terminal.
 */
final class ProgressLine {

    private static final int WIDTH = 24;
    private static final long PAUSE_NANOS = 200_000_000;

    private final PrintWriter out;
    private final boolean terminal;
    private final long total;
    private long shown;

    ProgressLine(PrintWriter out, boolean terminal, long total) {
        this.out = out;
        this.terminal = terminal;
        this.total = total;
    }

    /**
     * Shows a step.
     *
     * @param step its number, counted from 1
     * @param loss the loss, smoothed
     * @param tokensPerSecond the speed
     * @param left the time that is left
     */
    void show(long step, double loss, double tokensPerSecond, Duration left) {
        long now = System.nanoTime();
        if (!terminal || (now - shown < PAUSE_NANOS && step < total)) {
            return;
        }
        shown = now;
        out.print("\r" + line(step, loss, tokensPerSecond, left) + " ");
        out.flush();
    }

    private String line(long step, double loss, double tokensPerSecond, Duration left) {
        int filled = (int) (WIDTH * step / total);
        return String.format(
                Locale.ROOT,
                "[%s%s] step %,d/%,d  loss %.3f  %,.0f tokens/s  %s  %s left",
                "#".repeat(filled),
                "-".repeat(WIDTH - filled),
                step,
                total,
                loss,
                tokensPerSecond,
                memory(),
                clock(left));
    }

    private static String memory() {
        return ProcessMemory.resident().isPresent()
                ? String.format(Locale.ROOT, "%,.0f MB", ProcessMemory.resident().getAsLong() / 1e6)
                : "";
    }

    /** Writes a line of its own, as {@code 3:07} or {@code 1:02:07}. */
    static String clock(Duration time) {
        return time.toHours() > 0
                ? String.format(
                        Locale.ROOT,
                        "%d:%02d:%02d",
                        time.toHours(),
                        time.toMinutesPart(),
                        time.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
    }

    /** Prints a line that stays. */
    void say(String line) {
        if (terminal) {
            out.print("\r\u001b[K");
        }
        out.println(line);
        out.flush();
    }
}
