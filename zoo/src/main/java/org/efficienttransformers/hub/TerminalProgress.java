/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import ai.djl.util.Progress;
import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Shows progress on one line of a terminal, and nothing where there is none. Unlike DJL's {@code
 * ProgressBar} it keeps the name of the file and renews rate and time left within a percent.
 *
 * <pre>
 * model.safetensors   45% [#########           ] 119.6 of 265.8 MB, 8.1 MB/s, 0:19 left
 * </pre>
 */
public final class TerminalProgress implements Progress {

    private static final int BAR = 20;
    private static final int NAME = 32;

    private final PrintStream out;
    private final boolean visible;

    private String message = "";
    private String trailing;
    private long max;
    private long current;
    private int width;

    /**
     * Creates the line.
     *
     * @param out the terminal, such as {@code System.err}
     */
    public TerminalProgress(PrintStream out) {
        this(out, isTerminal());
    }

    TerminalProgress(PrintStream out, boolean visible) {
        this.out = out;
        this.visible = visible;
    }

    @Override
    public void reset(String newMessage, long newMax, String trailingMessage) {
        message = newMessage;
        max = newMax;
        trailing = trailingMessage;
        current = 0;
    }

    @Override
    public void start(long initialProgress) {
        update(initialProgress, null);
    }

    @Override
    public void increment(long increment) {
        update(current + increment, null);
    }

    @Override
    public void update(long progress, String additionalMessage) {
        current = progress;
        if (additionalMessage != null) {
            trailing = additionalMessage;
        }
        print();
    }

    @Override
    public void end() {
        current = max;
        print();
        if (visible) {
            out.println();
        }
        width = 0;
    }

    private void print() {
        if (!visible) {
            return;
        }
        double part = max > 0 ? Math.min(1, Math.max(0, (double) current / max)) : 0;
        int done = (int) (part * BAR);
        String line =
                String.format(
                        Locale.ROOT,
                        "%s %3d%% [%s%s] %s",
                        message.length() <= NAME
                                ? message
                                : "..." + message.substring(message.length() - NAME + 3),
                        (int) (part * 100),
                        "#".repeat(done),
                        " ".repeat(BAR - done),
                        trailing == null ? "" : trailing);
        // Blanks cover what a longer line has left.
        out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
        out.flush();
        width = line.length();
    }

    @SuppressWarnings("SystemConsoleNull") // Java 22 and later are asked below
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // From Java 22 on there is a console without a terminal too, and this tells.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
