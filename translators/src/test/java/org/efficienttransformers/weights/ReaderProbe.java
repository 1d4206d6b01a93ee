/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Runs a reader over a file and tells what came of it and what it cost. */
final class ReaderProbe {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final long MOST_BYTES = 64 << 20;
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private ReaderProbe() {}

    /**
     * What running a reader came to.
     *
     * @param refusal the message it was refused with, null if it was loaded
     * @param allocated bytes of Java heap
     * @param nanos time of the processor, since the machine may be busy with other things
     */
    record Outcome(String refusal, long allocated, long nanos) {

        boolean isCheap() {
            return allocated <= MOST_BYTES && nanos <= MOST_NANOS;
        }
    }

    /** Opens a file by the reader of its ending; anything but success or a refusal is thrown. */
    static Outcome open(Path file) throws IOException {
        return measure(file, () -> openStore(file).close());
    }

    private interface Action {
        void run() throws IOException;
    }

    private static Outcome measure(Path file, Action action) throws IOException {
        long bytes = allocated();
        long start = THREADS.getCurrentThreadCpuTime();
        String refusal = null;
        try {
            action.run();
        } catch (WeightFormatException e) {
            refusal = e.getMessage();
            assertThat(refusal).startsWith(file.getFileName() + ": ").endsWith(".");
        }
        return new Outcome(refusal, allocated() - bytes, THREADS.getCurrentThreadCpuTime() - start);
    }

    private static TensorStore openStore(Path file) throws IOException {
        String name = file.toString();
        if (name.endsWith(".bin")) {
            return PickleStore.open(file);
        }
        return name.endsWith(".onnx") ? OnnxStore.open(file) : SafetensorsStore.open(file);
    }

    private static long allocated() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }
}
