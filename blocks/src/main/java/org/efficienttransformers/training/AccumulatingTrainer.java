/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import ai.djl.Model;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingConfig;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.Pair;
import java.util.function.Predicate;
import org.efficienttransformers.autograd.RecomputingGradients;

/**
 * A Trainer of DJL that accumulates gradients over several batches and clips their global norm, for
 * {@code EasyTrain.fit} and loops of one's own; any model, loss, optimizer and listener goes with
 * it.
 *
 * <p>Each call of {@link #step} stands for a batch; the optimizer's update comes with each so many,
 * by the mean of their gradients. Unlike {@link Model#newTrainer} it leaves frozen parameters
 * frozen. {@link TrainingLoop} weighs batches by their labels, is repeatable and can be resumed;
 * this one can't.
 */
public final class AccumulatingTrainer extends Trainer {

    private final Block block;
    private final int accumulation;
    private final GlobalNormClipping clipping;
    private int batches;

    /**
     * Makes a trainer.
     *
     * @param model the model to train
     * @param config how to train it, on one device and without an executor service
     * @param accumulation how many batches make a step of the optimizer, 1 or more
     * @param maxGradientNorm the highest norm of the gradients, above 0; infinity not to clip
     */
    public AccumulatingTrainer(
            Model model, TrainingConfig config, int accumulation, double maxGradientNorm) {
        super(model, config);
        if (accumulation < 1 || getDevices().length > 1 || getExecutorService().isPresent()) {
            close();
            throw new IllegalArgumentException(
                    "There are "
                            + accumulation
                            + " batches to a step and "
                            + config.getDevices().length
                            + " devices; allowed: 1 batch or more, one device, and no executor"
                            + " service.");
        }
        this.accumulation = accumulation;
        clipping = new GlobalNormClipping(maxGradientNorm);
        block = model.getBlock();
        for (Pair<Initializer, Predicate<Parameter>> initializer : config.getInitializers()) {
            if (initializer.getKey() != null && initializer.getValue() != null) {
                block.setInitializer(initializer.getKey(), initializer.getValue());
            }
        }
    }

    @Override
    public GradientCollector newGradientCollector() {
        return RecomputingGradients.open(getManager().getEngine());
    }

    /** Counts a batch, and updates the parameters with the last one of a step. */
    @Override
    public void step() {
        batches++;
        if (batches < accumulation) {
            return;
        }
        batches = 0;
        Gradients.scale(Gradients.trained(block), 1.0 / accumulation);
        clipping.clip(block);
        super.step();
    }
}
