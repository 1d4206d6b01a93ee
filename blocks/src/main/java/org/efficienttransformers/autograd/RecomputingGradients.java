/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.autograd;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.efficienttransformers.kernel.Scalars;

/**
 * Collects gradients without keeping what layers compute: their backward pass computes it again.
 * Reversible layers, as those of a Reformer, need nothing but the outputs of their stack. Of the
 * layers of other encoders only what goes into each is kept (activation checkpointing, <a
 * href="https://arxiv.org/abs/1604.06174">Chen et al., 2016</a>) if that is asked for, or if their
 * attention is cheap compared with their linear layers, as Longformer's and BigBird's; of the rest
 * of BERT-like layers only what the attention needs and gives.
 *
 * <p>A model with such layers that is called for training, by the thread that opened this collector
 * and before it is closed, records no autograd graph for them; {@link #backward} fills the gap, and
 * adds to the gradients of all parameters as that of any collector does. Memory then doesn't grow
 * with the number of layers, or with checkpoints only by the states between them; time grows by one
 * more forward pass. With any other collector the same model records its graph as usual, and gives
 * the same gradients.
 *
 * <pre>
 *   try (GradientCollector collector = RecomputingGradients.open()) {
 *       NDArray loss = loss(model.forward(store, inputs, true));
 *       collector.backward(loss);
 *   }
 * </pre>
 *
 * <p>{@link RecomputingTrainer} does so for the loops of DJL. DJL allows one collector at a time.
 *
 * <p>What isn't recorded is a list of {@link Segment}s, in the order in which they were computed.
 * The output of each is the beginning of a graph; where the engine's backward pass ends there, the
 * segment carries the gradient on, by a pass of its own. While it does so a collector for the
 * segments inside of it is open on top of this one. All passes free the graph that they go through,
 * so that segments of one collector must have no more of it in common than where it ends.
 */
public final class RecomputingGradients implements GradientCollector {

    private static final ThreadLocal<RecomputingGradients> ACTIVE = new ThreadLocal<>();

    private final RecomputingGradients outer;
    private final GradientCollector collector;
    private final NDManager manager;
    private final boolean checkpointing;
    private final List<SegmentCall> calls = new ArrayList<>();
    private final List<Consumer<GradientCollector>> afterwards = new ArrayList<>();

    private RecomputingGradients(
            RecomputingGradients outer,
            GradientCollector collector,
            NDManager manager,
            boolean checkpointing) {
        this.outer = outer;
        this.collector = collector;
        this.manager = manager;
        this.checkpointing = checkpointing;
        ACTIVE.set(this);
    }

    /**
     * Opens a collector on the default engine.
     *
     * @return a collector, to be closed by the same thread
     */
    public static RecomputingGradients open() {
        return open(Engine.getInstance());
    }

    /**
     * Opens a collector.
     *
     * @param engine the engine of the model
     * @return a collector, to be closed by the same thread
     */
    public static RecomputingGradients open(Engine engine) {
        return open(engine, false);
    }

    /**
     * Opens a collector that doesn't keep what the layers of any of our encoders compute, but only
     * what goes into each.
     *
     * @param engine the engine of the model
     * @return a collector, to be closed by the same thread
     */
    public static RecomputingGradients openCheckpointed(Engine engine) {
        return open(engine, true);
    }

    private static RecomputingGradients open(Engine engine, boolean checkpointing) {
        return new RecomputingGradients(
                null,
                engine.newGradientCollector(),
                NDManager.newBaseManager(null, engine.getEngineName()),
                checkpointing);
    }

    /** Opens a collector for what is computed while a segment carries its gradient on. */
    RecomputingGradients inner() {
        return new RecomputingGradients(this, collector, manager.newSubManager(), checkpointing);
    }

    /**
     * {@return the collector that segments of this thread go to, the one opened last of those that
     * are open; null if none is}
     */
    public static RecomputingGradients active() {
        return ACTIVE.get();
    }

    /**
     * {@return whether this thread computes something for a backward pass that its forward pass has
     * computed already, within {@link Segment#pullback}} A mechanism that changes with the number
     * of its calls in training doesn't then, and kernels may leave their gradients to segments.
     */
    public static boolean isRecomputing() {
        return active() != null && active().outer != null;
    }

    /** {@return whether all layers are to be computed again, as {@link #openCheckpointed} says} */
    public boolean isCheckpointing() {
        return checkpointing;
    }

    /**
     * Computes a segment, and carries gradients back through it when {@link #backward} gets there.
     *
     * @param segment what to compute
     * @param store the parameters
     * @param inputs its inputs, on one device; those with a graph get gradients
     * @param random what dropout draws from
     * @param part the part of it that is the segment's
     * @return the output, on the manager of the first input
     */
    public NDArray apply(
            Segment segment, ParameterStore store, NDList inputs, RandomReplay random, int part) {
        NDManager owner = inputs.head().getManager();
        NDManager kept = manager.newSubManager(inputs.head().getDevice());
        SegmentCall call = new SegmentCall(kept, segment, store, inputs, random, part);
        calls.add(call);
        return call.output(owner);
    }

    /**
     * Adds what is to be done after each backward pass, when it has come to all parameters.
     *
     * @param step carries gradients on, by a collector that computes those of what is recorded
     */
    public void afterwards(Consumer<GradientCollector> step) {
        afterwards.add(step);
    }

    /** Owns what is kept until this collector is closed. */
    NDManager manager() {
        return manager;
    }

    @Override
    public void backward(NDArray target) {
        collector.backward(target);
        RandomReplay later =
                outer == null && !calls.isEmpty()
                        ? RandomReplay.draw(manager.getEngine())
                        : RandomReplay.NONE;
        for (int i = calls.size() - 1; i >= 0; i--) {
            // Others wait for the pass of another loss.
            if (calls.get(i).isReached()) {
                SegmentCall call = calls.remove(i);
                allocate(call.trained());
                try (RecomputingGradients inner = inner()) {
                    call.backward(inner);
                }
            }
        }
        later.start(0);
        afterwards.forEach(step -> step.accept(collector));
    }

    /**
     * Lets parameters have gradients, if only zero, that can be added to. They last for the whole
     * training: taken among arrays that don't, they would keep malloc from giving the memory
     * between them to others. They are negative zeros, by which an optimizer can tell that nothing
     * has reached them: a sum with any other zero is positive.
     */
    private void allocate(List<NDArray> parameters) {
        if (parameters.isEmpty() || AutogradGraph.isReached(parameters)) {
            return;
        }
        try (NDManager scope = manager.newSubManager()) {
            NDArray sum = null;
            for (NDArray parameter : parameters) {
                NDArray part = parameter.sum();
                part.attach(scope);
                sum = sum == null ? part : sum.add(part);
            }
            collector.backward(Scalars.mul(sum, -0.0));
        }
    }

    @Override
    public void zeroGradients() {
        collector.zeroGradients();
    }

    @Override
    public void close() {
        manager.close();
        if (outer == null) {
            ACTIVE.remove();
            collector.close();
        } else {
            ACTIVE.set(outer);
        }
    }
}
