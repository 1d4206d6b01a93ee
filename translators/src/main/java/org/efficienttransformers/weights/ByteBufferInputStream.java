/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights;

import java.io.InputStream;
import java.nio.ByteBuffer;

/** The bytes of a buffer as a stream, without copying the buffer. */
public final class ByteBufferInputStream extends InputStream {

    private final ByteBuffer buffer;

    /**
     * Reads a buffer from its position to its limit.
     *
     * @param buffer stays as it is
     */
    public ByteBufferInputStream(ByteBuffer buffer) {
        this.buffer = buffer.duplicate();
    }

    @Override
    public int read() {
        return buffer.hasRemaining() ? buffer.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (!buffer.hasRemaining()) {
            return length == 0 ? 0 : -1;
        }
        int count = Math.min(length, buffer.remaining());
        buffer.get(target, offset, count);
        return count;
    }

    @Override
    public long skip(long count) {
        int skipped = (int) Math.max(0, Math.min(count, buffer.remaining()));
        buffer.position(buffer.position() + skipped);
        return skipped;
    }
}
