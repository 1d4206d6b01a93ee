/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Makes an array of a {@link TensorView}: on the mapped file itself where the file holds exactly
 * the array's bytes, otherwise converted through a small buffer into memory of the engine. Neither
 * way passes through the Java heap or through Java's budget of direct memory.
 */
final class TensorReader {

    /** Elements converted at a time: 512 KiB at most, which stays in the processor's cache. */
    private static final int CHUNK = 1 << 16;

    private final MappedFile file;

    TensorReader(MappedFile file) {
        this.file = file;
    }

    NDArray read(NDManager manager, String name, TensorView view) throws IOException {
        Shape shape = view.shape();
        if (view.elements() == 0) {
            return manager.create(shape, view.type().dataType());
        }
        if (view.type() == ElementType.BOOLEAN) {
            checkBooleans(name, view);
        }
        if (liesReady(view)) {
            ByteBuffer bytes = file.slice(view.offset(), view.span());
            if (bytes.alignmentOffset(0, view.type().bytes()) == 0) {
                return onFile(manager, bytes, view);
            }
        }
        NDArray flat = manager.create(new Shape(shape.size()), view.type().dataType());
        try {
            if (view.isContiguous()) {
                convertContiguous(flat, view);
            } else {
                convertStrided(flat, name, view);
            }
            return flat.reshape(shape);
        } finally {
            flat.close();
        }
    }

    private static boolean liesReady(TensorView view) {
        return view.type().isRead()
                && view.isContiguous()
                && view.span() <= Integer.MAX_VALUE
                && (view.order() == ByteOrder.nativeOrder() || view.type().bytes() == 1);
    }

    private NDArray onFile(NDManager manager, ByteBuffer bytes, TensorView view) {
        NDArray array = manager.create(bytes, view.shape(), view.type().dataType());
        if (!file.isCopyOnWrite()) {
            try (array) {
                return array.duplicate();
            }
        }
        file.keepMappedFor(manager);
        return array;
    }

    private void convertContiguous(NDArray flat, TensorView view) throws IOException {
        int bytes = view.type().bytes();
        try (Appender appender = new Appender(flat)) {
            for (long done = 0; done < flat.size(); done += CHUNK) {
                int count = (int) Math.min(CHUNK, flat.size() - done);
                ByteBuffer source = file.slice(view.offset() + done * bytes, (long) count * bytes);
                appender.append(view.type(), source.order(view.order()), 0, bytes, count);
            }
        }
    }

    private void convertStrided(NDArray flat, String name, TensorView view) throws IOException {
        if (view.span() > Integer.MAX_VALUE) {
            throw new WeightFormatException(
                    file.name(),
                    "tensor "
                            + WeightFormatException.quote(name)
                            + " is a strided view of more than 2 GiB; save it contiguous.");
        }
        int bytes = view.type().bytes();
        ByteBuffer source = file.slice(view.offset(), view.span()).order(view.order());
        int inner = view.shape().dimension() - 1;
        int length = (int) view.shape().get(inner);
        int step = Math.toIntExact(length == 1 ? bytes : view.stride(inner) * bytes);
        long[] index = new long[inner];
        int start = 0;
        try (Appender appender = new Appender(flat)) {
            for (long row = flat.size() / length; row > 0; row--) {
                appender.append(view.type(), source, start * bytes, step, length);
                for (int axis = inner - 1; axis >= 0; axis--) {
                    start += (int) view.stride(axis);
                    if (++index[axis] < view.shape().get(axis)) {
                        break;
                    }
                    start -= (int) (index[axis] * view.stride(axis));
                    index[axis] = 0;
                }
            }
        }
    }

    private void checkBooleans(String name, TensorView view) throws IOException {
        long end = view.offset() + view.span();
        for (long offset = view.offset(); offset < end; offset += CHUNK) {
            ByteBuffer bytes = file.slice(offset, Math.min(CHUNK, end - offset));
            while (bytes.hasRemaining()) {
                int value = bytes.get();
                if (value != 0 && value != 1) {
                    throw new WeightFormatException(
                            file.name(),
                            "tensor "
                                    + WeightFormatException.quote(name)
                                    + " is boolean but holds the byte "
                                    + (value & 0xFF)
                                    + "; allowed are 0 and 1.");
                }
            }
        }
    }

    /** Fills an array from front to back through a buffer. */
    private static final class Appender implements AutoCloseable {

        private final NDArray target;
        private final ByteBuffer buffer;
        private long filled;

        Appender(NDArray target) {
            this.target = target;
            int capacity = (int) Math.min(CHUNK, target.size());
            this.buffer =
                    ByteBuffer.allocateDirect(capacity * target.getDataType().getNumOfBytes())
                            .order(ByteOrder.nativeOrder());
        }

        void append(ElementType type, ByteBuffer source, int index, int stride, int count) {
            int size = type.dataType().getNumOfBytes();
            int done = 0;
            while (done < count) {
                int part = Math.min(count - done, buffer.remaining() / size);
                type.convert(source, index + done * stride, stride, part, buffer);
                done += part;
                if (!buffer.hasRemaining()) {
                    flush();
                }
            }
        }

        private void flush() {
            buffer.flip();
            if (buffer.hasRemaining()) {
                long count = buffer.remaining() / target.getDataType().getNumOfBytes();
                NDIndex slice = new NDIndex().addSliceDim(filled, filled + count);
                NDManager manager = target.getManager();
                try (NDArray part =
                        manager.create(buffer.slice(), new Shape(count), target.getDataType())) {
                    target.set(slice, part);
                }
                filled += count;
            }
            buffer.clear();
        }

        @Override
        public void close() {
            flush();
        }
    }
}
