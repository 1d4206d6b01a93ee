/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Rows;

/** Keys and values of all positions, or of the last ones that later positions see. */
public final class KeyValuePast implements Past {

    private final KernelMode kernels;
    private final int most;
    private final NDManager manager;
    private NDArray keys; // b m h d
    private NDArray values;
    private int length;

    /**
     * Starts with nothing.
     *
     * @param manager owns the manager of what is kept, and gives the device
     * @param kernels the form of the kernels
     * @param most how many positions to keep
     */
    public KeyValuePast(NDManager manager, KernelMode kernels, int most) {
        this.kernels = kernels;
        this.most = most;
        this.manager = manager.newSubManager();
    }

    /** What a new piece sees. */
    public record Seen(NDArray keys, NDArray values) {}

    /**
     * Adds a piece.
     *
     * @param key (b, n, h, d)
     * @param value (b, n, h, d)
     * @return the keys and values of the positions kept so far and of the piece, (b, m + n, h, d)
     */
    public Seen add(NDArray key, NDArray value) {
        NDArray allKeys = keys == null ? key : keys.concat(key, 1);
        NDArray allValues = values == null ? value : values.concat(value, 1);
        NDManager scope = key.getManager();
        keep(keys);
        keep(values);
        keys = last(allKeys);
        values = last(allValues);
        length += Math.toIntExact(key.getShape().get(1));
        allKeys.attach(scope);
        allValues.attach(scope);
        return new Seen(allKeys, allValues);
    }

    private static void keep(NDArray old) {
        if (old != null) {
            old.close();
        }
    }

    /** A copy of the last positions: a view would keep all. */
    private NDArray last(NDArray all) {
        long first = Math.max(0, all.getShape().get(1) - most);
        try (NDArray view = all.get(new NDIndex(":, {}:", first))) {
            NDArray copy = view.duplicate();
            copy.attach(manager);
            return copy;
        }
    }

    /** {@inheritDoc} */
    @Override
    public int length() {
        return length;
    }

    /** {@inheritDoc} */
    @Override
    public void reorder(int... rows) {
        if (keys != null) {
            keys = Rows.reorder(kernels, keys, rows);
            values = Rows.reorder(kernels, values, rows);
        }
    }

    /** {@inheritDoc} */
    @Override
    public void close() {
        manager.close();
    }
}
