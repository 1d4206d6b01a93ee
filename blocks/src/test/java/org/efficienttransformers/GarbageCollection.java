/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers;

import java.nio.ByteBuffer;

/** What the JVM may do at any time, done now. */
public final class GarbageCollection {

    private static final int BUFFERS = 20_000;

    private GarbageCollection() {}

    /** Frees the memory of all buffers that nobody refers to, and puts large numbers there. */
    public static void run() {
        for (int i = 0; i < 2; i++) {
            System.gc();
            try {
                // Buffers are freed by a thread of their own, behind the collection.
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        for (int i = 0; i < BUFFERS; i++) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(i % 4 == 0 ? 1 << (i % 12) : 4);
            while (buffer.hasRemaining()) {
                buffer.put((byte) 0x7e);
            }
        }
    }
}
