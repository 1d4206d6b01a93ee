/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** What the JVM may do at any time, done now. */
public final class GarbageCollection {

    private static final int BUFFERS = 20_000;
    private static final long PAUSE_NANOS = 5_000_000;

    private GarbageCollection() {}

    /** Frees the memory of all buffers that nobody refers to, and puts large numbers there. */
    public static void run() {
        for (int i = 0; i < 2; i++) {
            System.gc();
            try {
                // Buffers are freed by a thread of their own, after the collection.
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        reuse(BUFFERS);
    }

    private static void reuse(int buffers) {
        for (int i = 0; i < buffers; i++) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(i % 4 == 0 ? 1 << (i % 12) : 4);
            while (buffer.hasRemaining()) {
                buffer.put((byte) 0x7e);
            }
        }
    }

    /** Does so all the time, in a thread of its own, while something runs. */
    public static void during(Runnable work) throws InterruptedException {
        AtomicBoolean ended = new AtomicBoolean();
        Thread thread =
                new Thread(
                        () -> {
                            while (!ended.get()) {
                                System.gc();
                                reuse(BUFFERS / 100);
                                // All other threads stand still during a collection.
                                LockSupport.parkNanos(PAUSE_NANOS);
                            }
                        },
                        "garbage");
        thread.start();
        try {
            work.run();
        } finally {
            ended.set(true);
            thread.join();
        }
    }
}
