/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.autograd;

import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;

/**
 * What a thread computes once more for a backward pass, as far as the engine records no graph of it
 * ({@link CustomGradient}), in the order in which it was computed.
 *
 * <p>The output of such a part is the beginning of a graph. Where the engine's backward pass ends
 * there, the part carries the gradient on to its inputs, by a backward pass of its own. All passes
 * free the graph that they go through, so that the parts of one tape must not have more of it in
 * common than where it ends.
 */
public final class GradientTape implements AutoCloseable {

    private static final ThreadLocal<GradientTape> ACTIVE = new ThreadLocal<>();

    private final NDManager manager;
    private final List<CustomGradient> parts = new ArrayList<>();

    private GradientTape(NDManager manager) {
        this.manager = manager;
    }

    /**
     * Opens a tape, on which the computations of this thread are recorded until it is closed.
     *
     * @param parent owns the arrays that the parts keep
     * @return a tape, to be closed by the same thread
     */
    public static GradientTape open(NDManager parent) {
        GradientTape tape = new GradientTape(parent.newSubManager());
        ACTIVE.set(tape);
        return tape;
    }

    /** The tape that is open on this thread, or null. */
    public static GradientTape active() {
        return ACTIVE.get();
    }

    /** Owns the arrays that the parts keep. */
    NDManager manager() {
        return manager;
    }

    /** Adds a part, behind those on whose outputs it depends. */
    void record(CustomGradient part) {
        parts.add(part);
    }

    /**
     * Goes back through the parts.
     *
     * @param collector has just computed the gradients of what is above the last part
     */
    public void backward(GradientCollector collector) {
        for (int i = parts.size() - 1; i >= 0; i--) {
            parts.get(i).backward(collector);
        }
    }

    /** {@inheritDoc} */
    @Override
    public void close() {
        ACTIVE.remove();
        manager.close();
    }
}
