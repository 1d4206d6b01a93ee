/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.efficienttransformers.attention.Past;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Rows;

/**
 * What a decoder remembers: keys and values of its own texts, which grow, and those of the
 * encoder's states, which were computed once.
 *
 * <p>The texts may be more than the sources, equally many for each: the beams of a search, which
 * share the keys of their source.
 */
final class DecoderPast implements Past {

    private static final int CAPACITY = 64;

    private final KernelMode kernels;
    private final NDManager manager;
    private final int arrays;
    private final int width;
    private final DataType type;
    private final NDList source;
    private final NDArray sourceMask;
    private final List<int[]> written = new ArrayList<>(); // for each position, of each row
    private NDArray own; // 2 * layers, rows, capacity, h * d
    private int writes;
    private int rows;
    private int length;

    /**
     * Starts with no text.
     *
     * @param manager owns what is remembered
     * @param kernels the form of the kernels
     * @param width the size of all heads together, h * d
     * @param source keys and values of the encoder's states by layer, each (sources, h, m, d)
     * @param sourceMask what is added to the scores of these keys, (sources, 1, 1, m)
     */
    DecoderPast(
            NDManager manager, KernelMode kernels, int width, NDList source, NDArray sourceMask) {
        this.manager = manager;
        this.kernels = kernels;
        this.width = width;
        this.source = source;
        this.sourceMask = sourceMask;
        arrays = source.size();
        type = source.head().getDataType();
        rows = Math.toIntExact(source.head().getShape().get(0));
        own = empty(CAPACITY);
    }

    private NDArray empty(long capacity) {
        return manager.zeros(new Shape(arrays, rows, capacity, width), type);
    }

    /** The number of texts. */
    int rows() {
        return rows;
    }

    /** The number of sources. */
    int sources() {
        return Math.toIntExact(source.head().getShape().get(0));
    }

    /** Keys and values of the encoder's states, two for each layer: (sources, h, m, d). */
    NDList source() {
        return source;
    }

    /** What is added to the scores of the encoder's states, (sources, 1, 1, m). */
    NDArray sourceMask() {
        return sourceMask;
    }

    /**
     * Makes room for new positions, which the caller fills.
     *
     * @param count their number
     * @return keys and values of all positions, the new ones last: (2 * layers, rows, length +
     *     count, h * d), a view, to be closed
     */
    NDArray grow(int count) {
        int longer = length + count;
        long capacity = own.getShape().get(2);
        if (longer > capacity) {
            NDArray larger = empty(Math.max(longer, 2 * capacity));
            try (NDArray old = own;
                    NDArray filled = view(old)) {
                larger.set(new NDIndex(":, :, :{}", length), filled);
            }
            own = larger;
        }
        for (; length < longer; length++) {
            int[] each = new int[rows];
            Arrays.setAll(each, row -> writes++);
            written.add(each);
        }
        return view(own);
    }

    private NDArray view(NDArray array) {
        return array.get(new NDIndex(":, :, :{}", length));
    }

    /** {@inheritDoc} */
    @Override
    public int length() {
        return length;
    }

    /**
     * {@inheritDoc}
     *
     * <p>What rows have in common stays where it is: beams mostly differ in their last tokens.
     */
    @Override
    public void reorder(int... order) {
        boolean resized = rows != order.length;
        int first = resized ? 0 : length;
        for (int i = 0; i < length; i++) {
            int[] before = written.get(i);
            int[] after = Arrays.stream(order).map(row -> before[row]).toArray();
            if (!Arrays.equals(before, after)) {
                first = Math.min(first, i);
                written.set(i, after);
            }
        }
        rows = order.length;
        if (first == length) {
            own = resized ? other() : own;
            return;
        }
        NDIndex changed = new NDIndex(":, :, {}:{}", first, length);
        try (NDManager scope = manager.newSubManager();
                NDArray old = own.get(changed)) {
            old.attach(scope);
            NDArray picked = Rows.pick(kernels, old, 1, order);
            own = resized ? other() : own;
            own.set(changed, picked);
        }
    }

    /** Room for as much in as many rows as there are now; what there was is closed. */
    private NDArray other() {
        long capacity = own.getShape().get(2);
        own.close();
        return empty(capacity);
    }

    /** {@inheritDoc} */
    @Override
    public void close() {
        manager.close();
    }
}
