/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.autograd;

import ai.djl.Model;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingConfig;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.Pair;
import java.util.function.Predicate;

/**
 * A Trainer whose gradients come from {@link RecomputingGradients}: for a Reformer, memory doesn't
 * grow with the number of layers.
 *
 * <p>It takes the place of {@link Model#newTrainer} and goes with all of DJL's loops, such as
 * {@code EasyTrain.fit}. Unlike that method it leaves frozen parameters frozen: those of a loaded
 * checkpoint are, until {@code block.freezeParameters(false)}.
 */
public final class RecomputingTrainer extends Trainer {

    /**
     * Makes a trainer.
     *
     * @param model the model to train
     * @param config how to train it; no executor service, as the backward pass must run on the
     *     thread of the forward pass
     */
    public RecomputingTrainer(Model model, TrainingConfig config) {
        super(model, config);
        if (getExecutorService().isPresent()) {
            close();
            throw new IllegalArgumentException(
                    "The training configuration has an executor service, but reversible layers"
                            + " need the forward and the backward pass on one thread; leave it"
                            + " out.");
        }
        for (Pair<Initializer, Predicate<Parameter>> initializer : config.getInitializers()) {
            if (initializer.getKey() != null && initializer.getValue() != null) {
                model.getBlock().setInitializer(initializer.getKey(), initializer.getValue());
            }
        }
    }

    @Override
    public GradientCollector newGradientCollector() {
        return RecomputingGradients.open(getManager().getEngine());
    }
}
