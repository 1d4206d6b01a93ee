/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.past;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.efficienttransformers.kernel.KernelMode;

/** Keys and values of all positions, or of the last ones that later positions see. */
public final class KeyValuePast implements Past {

    private final int most;
    private final NDManager manager;
    private final KeptVectors keys; // b m h d
    private final KeptVectors values;
    private int length;

    /**
     * Starts with nothing.
     *
     * @param manager owns the manager of what is kept, and gives the device
     * @param kernels the form of the kernels
     * @param most how many positions to keep
     */
    public KeyValuePast(NDManager manager, KernelMode kernels, int most) {
        this.most = most;
        this.manager = manager.newSubManager();
        keys = new KeptVectors(this.manager, kernels);
        values = new KeptVectors(this.manager, kernels);
    }

    /** What a new piece sees. */
    public record Seen(NDArray keys, NDArray values) {}

    /**
     * Adds a piece.
     *
     * @param key (b, n, h, d)
     * @param value (b, n, h, d)
     * @return the keys and values of the positions kept so far and of the piece, (b, m + n, h, d),
     *     on the manager of the piece
     */
    public Seen add(NDArray key, NDArray value) {
        keys.add(key);
        values.add(value);
        NDManager scope = key.getManager();
        Seen seen = new Seen(keys.view(scope), values.view(scope));
        keys.keep(most);
        values.keep(most);
        length += Math.toIntExact(key.getShape().get(1));
        return seen;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public void reorder(int... rows) {
        keys.reorder(rows);
        values.reorder(rows);
    }

    @Override
    public void close() {
        manager.close();
    }
}
