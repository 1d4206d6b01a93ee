/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.fuzz;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/** A reader with every fault, each by a number in its input. */
public final class FaultyReader implements FuzzTarget {

    static final int REFUSES = 0;
    static final int THROWS = 1;
    static final int OVERFLOWS = 2;
    static final int DIES = 3;
    static final int TAKES_LONG = 4;
    static final int KINDS = 30;

    private static final String FILE = "input";

    /** Made by {@link FuzzWorker}. */
    public FaultyReader() {}

    @Override
    public int count() {
        return KINDS;
    }

    @Override
    public Map<String, byte[]> make(Random random) {
        return Map.of(FILE, new byte[] {(byte) random.nextInt(KINDS)});
    }

    @Override
    public void read(Path folder) throws IOException {
        switch (Files.readAllBytes(folder.resolve(FILE))[0]) {
            case REFUSES -> throw new IOException("refused");
            case THROWS -> throw new IllegalStateException("a fault\nof two lines");
            case OVERFLOWS -> throw new StackOverflowError();
            case DIES -> Runtime.getRuntime().halt(134);
            case TAKES_LONG -> {
                var threads = ManagementFactory.getThreadMXBean();
                long end = threads.getCurrentThreadCpuTime() + 2_100_000_000L;
                while (threads.getCurrentThreadCpuTime() < end) {
                    Thread.onSpinWait();
                }
            }
            default -> {}
        }
    }

    @Override
    public boolean isRefusal(Exception thrown) {
        return thrown instanceof IOException;
    }
}
