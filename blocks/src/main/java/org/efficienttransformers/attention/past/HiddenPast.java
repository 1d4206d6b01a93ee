/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.past;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.efficienttransformers.kernel.KernelMode;

/** Hidden states of all positions, for mechanisms that compute the attention of all again. */
public final class HiddenPast implements Past {

    private final NDManager manager;
    private final KeptVectors hidden; // b n e

    /**
     * Begins with no position.
     *
     * @param manager owns what is kept
     * @param kernels the form of the kernels
     */
    public HiddenPast(NDManager manager, KernelMode kernels) {
        this.manager = manager.newSubManager();
        hidden = new KeptVectors(this.manager, kernels);
    }

    /**
     * Adds hidden states.
     *
     * @param more those of further positions, (b, n, e)
     * @return those of all positions so far, on the manager of these
     */
    public NDArray add(NDArray more) {
        hidden.add(more);
        return hidden.view(more.getManager());
    }

    @Override
    public int length() {
        return hidden.size();
    }

    @Override
    public void reorder(int... rows) {
        hidden.reorder(rows);
    }

    @Override
    public void close() {
        manager.close();
    }
}
