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
 * the array's bytes, otherwise converted from the mapped file into the memory of the array. Neither
 * way passes through the Java heap.
 */
final class TensorReader {

    private static final String PYTORCH = "PyTorch";

    /** Elements that one buffer over the memory of an array holds, of 8 bytes at most. */
    private static final int CHUNK = 1 << 27;

    private static final int BOOLEANS = 1 << 20;

    private final MappedFile file;
    private final int chunk;

    TensorReader(MappedFile file) {
        this(file, CHUNK);
    }

    TensorReader(MappedFile file, int chunk) {
        this.file = file;
        this.chunk = chunk;
    }

    NDArray read(NDManager manager, String name, TensorView view) throws IOException {
        if (view.elements() == 0) {
            return manager.create(view.shape(), view.type().dataType());
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
        if (manager.getEngine().getEngineName().equals(PYTORCH) && !manager.getDevice().isGpu()) {
            return intoArray(manager, name, view);
        }
        ByteBuffer memory = manager.allocateDirect(requireBuffer(name, resultBytes(view)));
        fill(memory, name, view);
        return manager.create(memory.rewind(), view.shape(), view.type().dataType());
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

    /**
     * Fills an array that PyTorch allocated, whose memory DJL shows as a buffer. Java's direct
     * memory would do as well, but Java allows no more of it than of heap.
     */
    private NDArray intoArray(NDManager manager, String name, TensorView view) throws IOException {
        long elements = view.elements();
        NDArray flat = manager.create(new Shape(elements), view.type().dataType());
        try {
            if (elements <= chunk) {
                fill(flat.toByteBuffer(true), name, view);
            } else if (view.isContiguous()) {
                fillByChunks(flat, name, view);
            } else {
                throw tooLarge(name);
            }
            return flat.reshape(view.shape());
        } finally {
            flat.close();
        }
    }

    private void fillByChunks(NDArray flat, String name, TensorView view) throws IOException {
        ElementType type = view.type();
        for (long start = 0; start < flat.size(); start += chunk) {
            long end = Math.min(start + chunk, flat.size());
            long offset = view.offset() + start * type.bytes();
            TensorView part =
                    new TensorView(
                            type, new long[] {end - start}, new long[] {1}, offset, view.order());
            try (NDArray slice = flat.get(new NDIndex().addSliceDim(start, end))) {
                fill(slice.toByteBuffer(true), name, part);
            }
        }
    }

    /** Writes all elements to memory in the order of the array. */
    private void fill(ByteBuffer memory, String name, TensorView view) throws IOException {
        memory.order(ByteOrder.nativeOrder());
        ByteBuffer source =
                file.slice(view.offset(), requireBuffer(name, view.span())).order(view.order());
        ElementType type = view.type();
        int bytes = type.bytes();
        if (view.isContiguous()) {
            type.convert(source, 0, bytes, (int) view.elements(), memory);
            return;
        }
        int inner = view.rank() - 1;
        int length = (int) view.size(inner);
        int step = length == 1 ? bytes : (int) view.stride(inner) * bytes;
        long[] index = new long[inner];
        int start = 0;
        for (long row = view.elements() / length; row > 0; row--) {
            type.convert(source, start * bytes, step, length, memory);
            for (int axis = inner - 1; axis >= 0; axis--) {
                start += (int) view.stride(axis);
                if (++index[axis] < view.size(axis)) {
                    break;
                }
                start -= (int) (index[axis] * view.stride(axis));
                index[axis] = 0;
            }
        }
    }

    private static long resultBytes(TensorView view) {
        return view.elements() * view.type().dataType().getNumOfBytes();
    }

    private int requireBuffer(String name, long bytes) throws IOException {
        if (bytes > Integer.MAX_VALUE) {
            throw tooLarge(name);
        }
        return (int) bytes;
    }

    private WeightFormatException tooLarge(String name) {
        return new WeightFormatException(
                file.name(),
                "tensor "
                        + WeightFormatException.quote(name)
                        + " exceeds the 128 million elements or 2 GiB that a strided view, or an array on this"
                        + " device, can be read from; save it contiguous, or load it on the CPU.");
    }

    private void checkBooleans(String name, TensorView view) throws IOException {
        long end = view.offset() + view.span();
        for (long offset = view.offset(); offset < end; offset += BOOLEANS) {
            ByteBuffer bytes = file.slice(offset, Math.min(BOOLEANS, end - offset));
            while (bytes.hasRemaining()) {
                int value = bytes.get();
                if (value != 0 && value != 1) {
                    throw new WeightFormatException(
                            file.name(),
                            "tensor %s is boolean but holds the byte %s; allowed are 0 and 1.",
                            WeightFormatException.quote(name),
                            value & 0xFF);
                }
            }
        }
    }
}
