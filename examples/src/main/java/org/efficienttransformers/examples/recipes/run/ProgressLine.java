/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.run;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.efficienttransformers.finetune.Evaluation;
import org.efficienttransformers.finetune.FineTuning.Result;
import org.efficienttransformers.finetune.FineTuningListener;
import org.efficienttransformers.kernel.machine.ProcessMemory;
import org.efficienttransformers.training.StepReport;

/**
 * Shows how a training goes: a line that is written over in a terminal, with loss, speed, memory
 * and the time that is left; nothing where the output isn't a terminal.
 */
public final class ProgressLine implements FineTuningListener {

    private static final int WIDTH = 24;
    private static final long PAUSE_NANOS = 200_000_000;

    private final PrintWriter out;
    private final Path output;
    private final boolean terminal = isTerminal();
    private long shown;

    /** Prints there, and draws curves into that folder. */
    ProgressLine(PrintWriter out, Path output) {
        this.out = out;
        this.output = output;
    }

    @SuppressWarnings("SystemConsoleNull") // Java 22 and later are asked below
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null || Runtime.version().feature() < 22) {
            return console != null;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    @Override
    public void stepped(
            StepReport report, long last, double loss, double tokensPerSecond, Duration left) {
        long now = System.nanoTime();
        if (!terminal || (now - shown < PAUSE_NANOS && report.step() < last)) {
            return;
        }
        shown = now;
        int filled = (int) (WIDTH * report.step() / last);
        OptionalLong memory = ProcessMemory.resident();
        out.printf(
                "\r[%s%s] step %,d/%,d  loss %.3f  %,.0f tokens/s  %s  %s left ",
                "#".repeat(filled),
                "-".repeat(WIDTH - filled),
                report.step(),
                last,
                loss,
                tokensPerSecond,
                memory.isPresent() ? String.format("%,.0f MB", memory.getAsLong() / 1e6) : "",
                clock(left));
        out.flush();
    }

    @Override
    public void evaluated(long step, long last, double loss, Evaluation evaluation, boolean best) {
        say(
                String.format(
                        "step %,d of %,d: loss %.4f, %s%s",
                        step, last, loss, evaluation, best ? ", the best so far" : ""));
    }

    @Override
    public void ended(Result result) {
        say(
                result.interrupted()
                        ? "Interrupted after step %,d; --resume goes on from here."
                                .formatted(result.steps())
                        : "Done after step %,d.".formatted(result.steps()));
        if (!result.losses().isEmpty()) {
            try {
                Curves.write(output.resolve(TrainingOptions.CURVES), result);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void say(String line) {
        if (terminal) {
            out.print("\r\u001b[K");
        }
        out.println(line);
        out.flush();
    }

    /**
     * Writes a time, as {@code 3:07} or {@code 1:02:07}.
     *
     * @param time the time
     * @return the text
     */
    public static String clock(Duration time) {
        return time.toHours() > 0
                ? String.format(
                        "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart())
                : String.format("%d:%02d", time.toMinutes(), time.toSecondsPart());
    }
}
