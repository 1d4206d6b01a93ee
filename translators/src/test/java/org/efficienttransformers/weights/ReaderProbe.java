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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.efficienttransformers.weights.onnx.OnnxStore;
import org.efficienttransformers.weights.pickle.PickleStore;
import org.efficienttransformers.weights.safetensors.SafetensorsStore;

/** Runs a reader over a file and tells what came of it and what it cost. */
final class ReaderProbe {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Bytes of Java heap for each of the file that a store may keep, and in any case. */
    private static final int MOST_KEPT = 10;

    /** The same with what the garbage collector takes on the way. */
    private static final int MOST_ALLOCATED = 48;

    private static final long BASE = 256 << 10;
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private ReaderProbe() {}

    /**
     * What running a reader came to.
     *
     * @param refusal the message it was refused with, null if it was loaded
     * @param size bytes of the file
     * @param allocated bytes of Java heap that were taken
     * @param kept bytes of Java heap that the store held
     * @param nanos time of the processor, since the machine may be busy with other things
     */
    record Outcome(String refusal, long size, long allocated, long kept, long nanos) {

        boolean isCheap() {
            return allocated <= MOST_ALLOCATED * size + BASE
                    && kept <= MOST_KEPT * size + BASE
                    && nanos <= MOST_NANOS;
        }
    }

    /** Opens a file by the reader of its ending; anything but success or a refusal is thrown. */
    static Outcome open(Path file) throws IOException {
        long before = used();
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long start = THREADS.getCurrentThreadCpuTime();
        String refusal = null;
        long kept = 0;
        long nanos;
        try (TensorStore store = openStore(file)) {
            nanos = THREADS.getCurrentThreadCpuTime() - start;
            bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
            kept = used() - before;
            assertThat(store.names()).isNotNull(); // so that the store lives until here
        } catch (WeightFormatException e) {
            nanos = THREADS.getCurrentThreadCpuTime() - start;
            bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
            refusal = e.getMessage();
            assertThat(refusal).startsWith(file.getFileName() + ": ").endsWith(".");
        }
        return new Outcome(refusal, Files.size(file), bytes, kept, nanos);
    }

    /** Prints what {@link #open} refuses a file with. */
    public static void main(String[] args) throws IOException {
        System.out.println(open(Path.of(args[0])).refusal());
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static TensorStore openStore(Path file) throws IOException {
        String name = file.toString();
        if (name.endsWith(".bin")) {
            return PickleStore.open(file);
        }
        return name.endsWith(".onnx") ? OnnxStore.open(file) : SafetensorsStore.open(file);
    }
}
