/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.autograd;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.kernel.Scalars;

/**
 * Collects gradients without keeping what layers compute: their backward pass computes it again.
 * Reversible layers, as those of a Reformer, need nothing but the outputs of their stack. Of the
 * layers of other encoders only what goes into each is kept (activation checkpointing) if that is
 * asked for, or if their attention is cheap beside their linear layers, as Longformer's and
 * BigBird's; of the rest of BERT-like layers only what the attention needs and gives.
 *
 * <p>A model with such layers that is called for training, by the thread that opened this collector
 * and before it is closed, records no autograd graph for them; {@link #backward} fills the gap, and
 * adds to the gradients of all parameters as that of any collector does. Memory then doesn't grow
 * with the number of layers, or with checkpoints only by the states between them; time grows by one
 * more forward pass. With any other collector the same model records its graph as usual, and gives
 * the same gradients.
 *
 * <pre>
 *   try (GradientCollector collector = ReversibleGradients.open()) {
 *       NDArray loss = loss(model.forward(store, inputs, true));
 *       collector.backward(loss);
 *   }
 * </pre>
 *
 * <p>{@link ReversibleTrainer} does so for the loops of DJL. DJL allows one collector at a time.
 */
public final class ReversibleGradients implements GradientCollector {

    private static final ThreadLocal<ReversibleGradients> ACTIVE = new ThreadLocal<>();

    private final GradientCollector collector;
    private final NDManager manager;
    private final boolean checkpointing;
    private final List<Segment> segments = new ArrayList<>();

    private ReversibleGradients(Engine engine, boolean checkpointing) {
        this.checkpointing = checkpointing;
        collector = engine.newGradientCollector();
        manager = NDManager.newBaseManager(null, engine.getEngineName());
        ACTIVE.set(this);
    }

    /**
     * Opens a collector on the default engine.
     *
     * @return a collector, to be closed by the same thread
     */
    public static ReversibleGradients open() {
        return open(Engine.getInstance());
    }

    /**
     * Opens a collector.
     *
     * @param engine the engine of the model
     * @return a collector, to be closed by the same thread
     */
    public static ReversibleGradients open(Engine engine) {
        return new ReversibleGradients(engine, false);
    }

    /**
     * Opens a collector that doesn't keep what the layers of any of our encoders compute, but only
     * what goes into each.
     *
     * @param engine the engine of the model
     * @return a collector, to be closed by the same thread
     */
    public static ReversibleGradients openCheckpointed(Engine engine) {
        return new ReversibleGradients(engine, true);
    }

    /** The collector that is open on this thread, or null. */
    public static ReversibleGradients active() {
        return ACTIVE.get();
    }

    /** Tells whether all layers are to be computed again. */
    public boolean isCheckpointing() {
        return checkpointing;
    }

    /** A part of the computation whose graph isn't recorded. */
    public interface Segment {

        /**
         * Continues the backward pass from its outputs to its inputs, if it has reached them.
         *
         * @param collector computes gradients of what is recorded
         * @return false if it hasn't
         */
        boolean backward(GradientCollector collector);
    }

    /** Adds a part, behind those on whose outputs it depends. */
    public void record(Segment segment) {
        segments.add(segment);
    }

    /** Owns what the parts keep until the collector is closed. */
    public NDManager manager() {
        return manager;
    }

    /**
     * Lets parameters have gradients, if only zero, that can be added to. They last for the whole
     * training: taken among arrays that don't, they would keep malloc from giving the memory
     * between them to others. They are negative zeros, by which an optimizer can tell that nothing
     * has reached them: a sum with any other zero is positive.
     *
     * @param parameters arrays, of which those without gradient are left alone
     */
    void allocate(List<NDArray> parameters) {
        try (NDManager scope = manager.newSubManager()) {
            // Without it there would be no graph, which is an error, if all are frozen.
            NDArray sum = scope.zeros(new Shape());
            sum.setRequiresGradient(true);
            for (NDArray parameter : parameters) {
                if (parameter.hasGradient()) {
                    NDArray part = parameter.sum();
                    part.attach(scope);
                    sum = sum.add(part);
                }
            }
            collector.backward(Scalars.mul(sum, -0.0));
        }
    }

    /** {@inheritDoc} */
    @Override
    public void backward(NDArray target) {
        collector.backward(target);
        for (int i = segments.size() - 1; i >= 0; i--) {
            if (segments.get(i).backward(collector)) {
                segments.remove(i);
            }
        }
    }

    /** {@inheritDoc} */
    @Override
    public void zeroGradients() {
        collector.zeroGradients();
    }

    /** {@inheritDoc} */
    @Override
    public void close() {
        ACTIVE.remove();
        segments.clear();
        manager.close();
        collector.close();
    }
}
