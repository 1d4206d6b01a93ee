/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep.measure;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import org.efficienttransformers.autograd.AutogradGraph;
import org.efficienttransformers.autograd.RecomputingGradients;
import org.efficienttransformers.examples.benchmark.sweep.series.Step;

/**
 * A block that can be called again and again on texts of one length.
 *
 * <p>Gradients are collected as our training loops do. In training the loss is the sum of the
 * output times random numbers: that of a plain sum or square would have no gradient below a
 * LayerNorm.
 */
public final class Workload implements AutoCloseable {

    /** Makes the input of a block. */
    @FunctionalInterface
    interface Inputs {

        /**
         * Makes it.
         *
         * @param manager owns it
         * @param length tokens
         * @return the arrays, the first of which carries the gradient if it is of a floating type
         */
        NDList of(NDManager manager, int length);
    }

    private final NDManager manager;
    private final Block block;
    private final Inputs inputs;
    private final Step step;
    private final boolean training;
    private NDManager lengthManager;
    private NDList input;
    private NDArray direction;

    /**
     * Takes over a block.
     *
     * @param manager owns the block's parameters; closed with this
     * @param block initialized; in inference it is frozen
     * @param inputs makes its input
     * @param step what to do with it
     */
    Workload(NDManager manager, Block block, Inputs inputs, Step step) {
        this.manager = manager;
        this.block = block;
        this.inputs = inputs;
        this.step = step;
        training = step.hasGradients();
        if (!training) {
            block.freezeParameters(true);
        }
    }

    /** Makes the input of the following calls. */
    public void prepare(int length) {
        if (lengthManager != null) {
            lengthManager.close();
        }
        lengthManager = manager.newSubManager();
        input = inputs.of(lengthManager, length);
        direction = null;
        if (training && input.head().getDataType().isFloating()) {
            input.head().setRequiresGradient(true);
        }
    }

    /** Calls the block once, forward only, so that its weights are in memory, but no gradients. */
    void warmUp() {
        try (NDManager scope = lengthManager.newSubManager()) {
            scope.tempAttachAll(input);
            infer();
        }
    }

    /** Calls the block once, and waits until it is done. */
    void call() {
        try (NDManager scope = lengthManager.newSubManager()) {
            scope.tempAttachAll(input);
            if (training) {
                train();
            } else {
                infer();
            }
        }
    }

    /** Lets the gradients of the last call go where an optimizer's step does so: on a GPU. */
    void letGradientsGo() {
        if (training && manager.getDevice().isGpu()) {
            for (Parameter parameter : block.getParameters().values()) {
                if (parameter.getArray().hasGradient()) {
                    AutogradGraph.releaseGradient(parameter.getArray());
                }
            }
        }
    }

    private void infer() {
        ParameterStore store = new ParameterStore(manager, false);
        await(block.forward(store, new NDList(input), false).head());
    }

    private void train() {
        ParameterStore store = new ParameterStore(manager, false);
        try (GradientCollector collector = collector()) {
            NDArray output = block.forward(store, new NDList(input), true).head();
            if (direction == null) {
                direction = lengthManager.randomNormal(output.getShape());
            }
            NDArray loss;
            try (NDArray product = output.mul(direction)) {
                loss = product.sum();
            }
            collector.backward(loss);
            await(loss);
        }
    }

    private GradientCollector collector() {
        Engine engine = manager.getEngine();
        return step == Step.CHECKPOINTED
                ? RecomputingGradients.openCheckpointed(engine)
                : RecomputingGradients.open(engine);
    }

    /** An engine may still be at work when it returns an array. */
    private static void await(NDArray array) {
        array.getScalar(new long[array.getShape().dimension()]).toArray();
    }

    @Override
    public void close() {
        manager.close();
    }
}
