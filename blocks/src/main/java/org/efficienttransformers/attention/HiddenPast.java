/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Rows;

/** Hidden states of all positions, for mechanisms that compute the attention of all again. */
final class HiddenPast implements Past {

    private final KernelMode kernels;
    private final NDManager manager;
    private NDArray hidden; // b n e

    HiddenPast(NDManager manager, KernelMode kernels) {
        this.kernels = kernels;
        this.manager = manager.newSubManager();
    }

    /** Adds hidden states, (b, n, e): those of all positions so far. */
    NDArray add(NDArray more) {
        NDArray all = hidden == null ? more.duplicate() : hidden.concat(more, 1);
        close(hidden);
        all.attach(manager);
        hidden = all;
        return all;
    }

    private static void close(NDArray old) {
        if (old != null) {
            old.close();
        }
    }

    /** {@inheritDoc} */
    @Override
    public int length() {
        return hidden == null ? 0 : Math.toIntExact(hidden.getShape().get(1));
    }

    /** {@inheritDoc} */
    @Override
    public void reorder(int... rows) {
        if (hidden != null) {
            hidden = Rows.reorder(kernels, hidden, rows);
        }
    }

    /** {@inheritDoc} */
    @Override
    public void close() {
        manager.close();
    }
}
