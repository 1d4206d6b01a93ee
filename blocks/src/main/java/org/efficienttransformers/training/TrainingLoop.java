/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.efficienttransformers.autograd.RecomputingGradients;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.training.loss.WeightedLoss;

/**
 * Trains a block step by step; the loop around the steps is the caller's.
 *
 * <pre>
 *   AdamW optimizer = AdamW.builder()
 *           .setBlock(block)
 *           .setLearningRate(LearningRateSchedule.linear(3e-5, 100, steps))
 *           .build();
 *   try (TrainingLoop loop = TrainingLoop.builder()
 *           .setBlock(block)
 *           .setLoss(CrossEntropyLoss.builder().build())
 *           .setOptimizer(optimizer)
 *           .optMaxGradientNorm(1)
 *           .optSeed(42)
 *           .build()) {
 *       while (loop.steps() &lt; steps) {
 *           try (NDManager scope = manager.newSubManager()) {
 *               StepReport report = loop.step(batches(loop.steps(), scope));
 *           }
 *       }
 *       save(loop.state());
 *   }
 * </pre>
 *
 * <p>A step takes one batch or accumulates several: loss and gradients are those of all of them as
 * one. All that is random in it (dropout, hashes) follows from the seed and the number of the step,
 * so that a run is repeatable, and one that was saved and resumed goes on with the same losses, bit
 * for bit on the same machine. For that, building a loop sets the system property {@value
 * #GRAPH_OPTIMIZER} of DJL to false, unless it is set already: PyTorch would otherwise rewrite the
 * fused kernels after their first calls, which changes how they round.
 *
 * <p>The model lies on one device. For several there is DJL's Trainer: see {@link
 * AccumulatingTrainer}.
 */
public final class TrainingLoop implements AutoCloseable {

    private static final String GRAPH_OPTIMIZER = "ai.djl.pytorch.graph_optimizer";

    private final Block block;
    private final Loss loss;
    private final AdamW optimizer;
    private final GlobalNormClipping clipping;
    private final Function<Engine, GradientCollector> collectors;
    private final LossScale scale; // null for none
    private final long seed;
    private final NDManager manager;
    private final ParameterStore store;
    private long steps;

    private TrainingLoop(Builder builder) {
        block = Objects.requireNonNull(builder.block, "block");
        loss = Objects.requireNonNull(builder.loss, "loss");
        optimizer = Objects.requireNonNull(builder.optimizer, "optimizer");
        clipping = new GlobalNormClipping(builder.maxGradientNorm);
        collectors = builder.collectors;
        scale = builder.scale;
        seed = builder.seed;
        List<Parameter> trained = Gradients.trained(block);
        require(
                !trained.isEmpty(),
                "All parameters of the block are frozen, as those of a loaded checkpoint are; call"
                        + " freezeParameters(false) on it.");
        require(
                trained.get(0).isInitialized(),
                "The block isn't initialized; load its parameters, or initialize it.");
        if (System.getProperty(GRAPH_OPTIMIZER) == null) {
            System.setProperty(GRAPH_OPTIMIZER, "false");
        }
        manager = trained.get(0).getArray().getManager().newSubManager();
        store = new ParameterStore(manager, false);
    }

    /**
     * Trains by one step: forward and backward pass of each batch, clipping, update.
     *
     * @param batches one or more, as their arrays fit into memory one by one
     * @return what came of it
     * @throws DivergenceException if the loss or a gradient isn't finite; the weights stay as they
     *     were. A gradient that isn't because of the scale of the loss is no reason: see {@link
     *     Builder#optLossScale}
     */
    public StepReport step(List<TrainingBatch> batches) {
        double weight = batches.stream().mapToDouble(this::weight).sum();
        require(
                weight > 0,
                "Step %s has no label that counts; give it batches with labels that aren't all"
                        + " ignored.",
                steps + 1);
        try {
            return update(batches, weight);
        } catch (RuntimeException e) {
            // What has been accumulated must not meet the next step.
            Gradients.clear(Gradients.trained(block));
            throw e;
        }
    }

    private StepReport update(List<TrainingBatch> batches, double weight) {
        double learningRate = optimizer.learningRate();
        double sum = 0;
        for (int i = 0; i < batches.size(); i++) {
            manager.getEngine().setRandomSeed((int) Seeds.mix(seed, steps, i));
            sum += accumulate(batches.get(i), weight, learningRate);
        }
        List<Parameter> trained = Gradients.trained(block);
        float[] norms = Gradients.norms(trained);
        double norm = clipping.clip(trained, scaled(1), norms);
        if (Double.isFinite(norm) || scale == null || !scale.overflows(steps + 1)) {
            checkFinite("The norm of the gradients", norm, learningRate);
            update(trained, norms);
        } else {
            skip(trained);
        }
        steps++;
        return new StepReport(steps, sum, norm, learningRate, weight);
    }

    private void update(List<Parameter> trained, float... norms) {
        for (int i = 0; i < norms.length; i++) {
            Parameter parameter = trained.get(i);
            try (NDArray gradient = Gradients.of(parameter)) {
                boolean reached =
                        norms[i] != 0 || Gradients.isReached(parameter.getArray(), gradient);
                optimizer.update(parameter.getId(), parameter.getArray(), gradient, reached);
            }
        }
        if (scale != null) {
            scale.fits();
        }
    }

    /** Counts a step that no gradient has reached: the learning rate goes on, nothing else. */
    private void skip(List<Parameter> trained) {
        Gradients.clear(trained);
        for (Parameter parameter : trained) {
            try (NDArray gradient = Gradients.of(parameter)) {
                optimizer.update(parameter.getId(), parameter.getArray(), gradient, false);
            }
        }
    }

    /** A number times what the loss is multiplied by. */
    private double scaled(double number) {
        return scale == null ? number : number * scale.value();
    }

    private double weight(TrainingBatch batch) {
        return loss instanceof WeightedLoss weighted
                ? weighted.weight(batch.labels())
                : batch.labels().head().getShape().get(0);
    }

    /** Adds gradients of a batch's part of the loss, and returns the part. */
    private double accumulate(TrainingBatch batch, double weight, double learningRate) {
        NDManager parent = batch.inputs().head().getManager();
        try (NDManager scope = parent.newSubManager();
                GradientCollector collector = collectors.apply(manager.getEngine())) {
            NDList predictions = new NDList();
            for (NDList inputs : batch.passes()) {
                predictions.addAll(block.forward(store, inputs, true));
            }
            predictions.attach(scope);
            NDArray part = part(batch, predictions, weight);
            double value = part.toType(DataType.FLOAT64, true).getDouble();
            checkFinite("The loss", value, learningRate);
            collector.backward(scale == null ? part : Scalars.mul(part, scale.value()));
            return value;
        }
    }

    private NDArray part(TrainingBatch batch, NDList predictions, double weight) {
        if (loss instanceof WeightedLoss weighted) {
            return Scalars.mul(weighted.sum(batch.labels(), predictions), 1 / weight);
        }
        NDArray mean = loss.evaluate(batch.labels(), predictions);
        return Scalars.mul(mean, weight(batch) / weight);
    }

    private void checkFinite(String what, double value, double learningRate) {
        if (!Double.isFinite(value)) {
            throw new DivergenceException(what, value, steps + 1, learningRate);
        }
    }

    /**
     * Runs the model without training it, for an evaluation between steps.
     *
     * @param inputs as the model takes them
     * @return as the model gives them
     */
    public NDList evaluate(NDList inputs) {
        return block.forward(store, inputs, false);
    }

    /** {@return the number of steps taken, those before it was resumed included} */
    public long steps() {
        return steps;
    }

    /**
     * {@return all that is needed to go on: weights, optimizer, number of steps} Its arrays are the
     * training's own, so save it before the next step.
     */
    public TrainingState state() {
        return TrainingState.of(block, optimizer, scale, seed);
    }

    /**
     * Goes on where a training was, with the same losses as if it had never stopped.
     *
     * @param state what {@link #state} gave of a block with the same parameters, in a loop with the
     *     same seed
     * @throws IllegalArgumentException if it is that of another training; the model is as it was
     */
    public void resume(TrainingState state) {
        state.restore(block, optimizer, scale, seed);
        steps = optimizer.steps();
    }

    /** Frees what the training needed besides the weights. */
    @Override
    public void close() {
        optimizer.close();
        manager.close();
    }

    /** {@return a builder} */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link TrainingLoop}. */
    public static final class Builder {

        private Block block;
        private Loss loss;
        private AdamW optimizer;
        private double maxGradientNorm = Double.POSITIVE_INFINITY;
        private Function<Engine, GradientCollector> collectors = RecomputingGradients::open;
        private LossScale scale;
        private long seed;

        private Builder() {}

        /**
         * Sets what to train.
         *
         * @param block an initialized block, not all of it frozen
         * @return this builder
         */
        public Builder setBlock(Block block) {
            this.block = block;
            return this;
        }

        /**
         * Sets what is to become small.
         *
         * @param loss a {@link WeightedLoss}, or a loss of DJL that is the mean of its batch
         * @return this builder
         */
        public Builder setLoss(Loss loss) {
            this.loss = loss;
            return this;
        }

        /**
         * Sets how the weights are updated.
         *
         * @param optimizer built for the same block; the loop closes it
         * @return this builder
         */
        public Builder setOptimizer(AdamW optimizer) {
            this.optimizer = optimizer;
            return this;
        }

        /**
         * Clips gradients ({@link GlobalNormClipping}). Default: they aren't.
         *
         * @param maxGradientNorm the highest norm of all of them, above 0
         * @return this builder
         */
        public Builder optMaxGradientNorm(double maxGradientNorm) {
            this.maxGradientNorm = maxGradientNorm;
            return this;
        }

        /**
         * Keeps only what goes into each layer, and computes the layers again in the backward pass:
         * less memory, a third more time, the same gradients. A Reformer doesn't keep even that,
         * with or without. Default: false.
         *
         * @param checkpointing true to do so
         * @return this builder
         */
        public Builder optCheckpointing(boolean checkpointing) {
            return collectors(
                    checkpointing
                            ? RecomputingGradients::openCheckpointed
                            : RecomputingGradients::open);
        }

        /**
         * Multiplies the loss, and takes that out of its gradients again, for a model whose layers
         * compute them in float16, where they would otherwise vanish. A step whose gradients
         * overflow is skipped, but for its number, and the scale halved; after 2,000 steps without
         * that it is doubled. Default: the loss isn't multiplied.
         *
         * @param first what the loss is multiplied by at first, 1 or more, such as 65,536
         * @return this builder
         */
        public Builder optLossScale(double first) {
            scale = new LossScale(first);
            return this;
        }

        /** Sets what opens the collector of a batch's gradients. */
        Builder collectors(Function<Engine, GradientCollector> collectors) {
            this.collectors = collectors;
            return this;
        }

        /**
         * Sets what all that is random follows from. Default: 0.
         *
         * @param seed any number
         * @return this builder
         */
        public Builder optSeed(long seed) {
            this.seed = seed;
            return this;
        }

        /** {@return the loop, before its first step} */
        public TrainingLoop build() {
            return new TrainingLoop(this);
        }
    }
}
