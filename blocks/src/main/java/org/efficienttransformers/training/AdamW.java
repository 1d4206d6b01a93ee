/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * AdamW (<a href="https://arxiv.org/abs/1711.05101">Loshchilov and Hutter, 2017</a>) with the
 * numbers of {@code torch.optim.AdamW}, whose weight decay spares biases and norms, and whose state
 * can be saved.
 *
 * <p>It is an {@link Optimizer}, and so goes with DJL's Trainer as well as with {@link
 * TrainingLoop}. Besides the weights it holds two numbers for each. A parameter that a step's
 * backward passes haven't reached, such as Longformer's global projections where no token is
 * global, is left as it is by that step, moments included, as PyTorch leaves those whose gradient
 * is None. One that they have reached by zeros decays.
 */
public final class AdamW extends Optimizer implements AutoCloseable {

    private final Map<String, String> names = new HashMap<>();
    private final Map<String, Parameter> parameters;
    private final Tracker learningRate;
    private final float weightDecay;
    private final ToDoubleFunction<String> rateFactor;
    private final float beta1;
    private final float beta2;
    private final float epsilon;
    private final Map<String, Map<Device, Moments>> state = new LinkedHashMap<>();
    private final Map<String, Long> calls = new HashMap<>();
    private long steps;

    /** What the optimizer remembers of a parameter: running means of gradient and its square. */
    static final class Moments {

        final NDArray mean;
        final NDArray variance;
        long updates;

        Moments(NDArray weight) {
            // Detached: they live as long as the optimizer, whatever the manager of the weight.
            mean = weight.zerosLike();
            mean.detach();
            variance = weight.zerosLike();
            variance.detach();
        }
    }

    private AdamW(Builder builder) {
        super(builder);
        Block block = Objects.requireNonNull(builder.block, "block");
        learningRate = Objects.requireNonNull(builder.learningRate, "learningRate");
        parameters = NamedParameters.of(block);
        parameters.forEach((name, parameter) -> names.put(parameter.getId(), name));
        weightDecay = builder.weightDecay;
        rateFactor = builder.rateFactor;
        beta1 = builder.beta1;
        beta2 = builder.beta2;
        epsilon = builder.epsilon;
        require(
                weightDecay >= 0
                        && beta1 >= 0
                        && beta1 < 1
                        && beta2 >= 0
                        && beta2 < 1
                        && epsilon > 0,
                "weightDecay is %s, beta1 is %s, beta2 is %s, epsilon is %s; allowed: a decay of 0"
                        + " or more, betas from 0 to below 1, and an epsilon above 0.",
                weightDecay,
                beta1,
                beta2,
                epsilon);
    }

    /** Tells apart what decays by default: all but biases and what scales and shifts in norms. */
    private static boolean isWeight(Parameter parameter) {
        return switch (parameter.getType()) {
            case WEIGHT, OTHER -> true;
            case BIAS, GAMMA, BETA, RUNNING_MEAN, RUNNING_VAR -> false;
        };
    }

    /**
     * Updates a parameter if a gradient has reached it since the last update, and takes its
     * gradient away, so that the next call can tell: on a GPU it has none then, elsewhere negative
     * zeros.
     *
     * @param parameterId the id of the parameter
     * @param weight its value on a device
     * @param gradient its gradient there
     */
    @Override
    public void update(String parameterId, NDArray weight, NDArray gradient) {
        update(parameterId, weight, gradient, Gradients.isReached(weight, gradient));
    }

    /** Updates a parameter of which the caller knows whether a gradient has reached it. */
    void update(String parameterId, NDArray weight, NDArray gradient, boolean reached) {
        String name = names.get(parameterId);
        require(
                name != null,
                "A parameter of shape %s isn't one of the block that this optimizer was built for;"
                        + " build one for the block that is trained.",
                weight.getShape());
        long call = calls.merge(name + weight.getDevice(), 1L, Long::sum);
        steps = Math.max(steps, call);
        Map<Device, Moments> devices = state.computeIfAbsent(name, key -> new HashMap<>());
        Moments moments = devices.get(weight.getDevice());
        if (!reached) {
            return;
        }
        if (moments == null) {
            moments = new Moments(weight);
            devices.put(weight.getDevice(), moments);
        }
        moments.updates++;
        double rate =
                learningRate.getNewValue(Math.toIntExact(steps)) * rateFactor.applyAsDouble(name);
        // DJL adds epsilon to the square root of the variance before correcting the bias of both.
        double meanBias = 1 - Math.pow(beta1, (double) moments.updates);
        double varianceBias = Math.sqrt(1 - Math.pow(beta2, (double) moments.updates));
        weight.getNDArrayInternal()
                .adamUpdate(
                        new NDList(weight, gradient, moments.mean, moments.variance),
                        new NDList(weight),
                        (float) rate,
                        (float) (rate * varianceBias / meanBias),
                        isWeight(parameters.get(name)) ? weightDecay : 0,
                        rescaleGrad,
                        clipGrad,
                        beta1,
                        beta2,
                        (float) (epsilon * varianceBias),
                        true,
                        true);
        Gradients.clear(weight);
    }

    /** {@return the learning rate of the next step} */
    public double learningRate() {
        return learningRate.getNewValue(Math.toIntExact(steps + 1));
    }

    /** The number of steps taken. */
    long steps() {
        return steps;
    }

    /** What is remembered of each parameter on the device of the model, by name. */
    Map<String, Moments> state() {
        Map<String, Moments> single = new LinkedHashMap<>();
        state.forEach(
                (name, devices) -> {
                    Device device = parameters.get(name).getArray().getDevice();
                    if (devices.containsKey(device)) {
                        single.put(name, devices.get(device));
                    }
                });
        return single;
    }

    /**
     * Forgets what it remembers, and makes room for what another one did.
     *
     * @param updates the number of updates of each parameter that has had one
     * @param taken the number of steps taken
     * @return where to put the numbers
     */
    Map<String, Moments> resume(Map<String, Long> updates, long taken) {
        close();
        updates.forEach(
                (name, count) -> {
                    NDArray weight = parameters.get(name).getArray();
                    Moments moments = new Moments(weight);
                    moments.updates = count;
                    state.computeIfAbsent(name, key -> new HashMap<>())
                            .put(weight.getDevice(), moments);
                });
        parameters.forEach(
                (name, parameter) -> calls.put(name + parameter.getArray().getDevice(), taken));
        steps = taken;
        return state();
    }

    /** Frees what it remembers; {@link TrainingLoop#close} does so, too. */
    @Override
    public void close() {
        for (Map<Device, Moments> devices : state.values()) {
            for (Moments moments : devices.values()) {
                moments.mean.close();
                moments.variance.close();
            }
        }
        state.clear();
        calls.clear();
        steps = 0;
    }

    /** {@return a builder} */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds an {@link AdamW}. */
    public static final class Builder extends OptimizerBuilder<Builder> {

        private Block block;
        private Tracker learningRate;
        private float weightDecay = 0.01f;
        private ToDoubleFunction<String> rateFactor = name -> 1;
        private float beta1 = 0.9f;
        private float beta2 = 0.999f;
        private float epsilon = 1e-8f;

        private Builder() {}

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets what is trained.
         *
         * @param block a block, whose parameters needn't have arrays yet
         * @return this builder
         */
        public Builder setBlock(Block block) {
            this.block = block;
            return this;
        }

        /**
         * Sets the learning rate.
         *
         * @param learningRate a {@link LearningRateSchedule}, or one of DJL's, which count from 1
         * @return this builder
         */
        public Builder setLearningRate(Tracker learningRate) {
            this.learningRate = learningRate;
            return this;
        }

        /**
         * Sets by what part of itself, times the learning rate, a weight shrinks at each step.
         * Default: 0.01.
         *
         * @param weightDecay the decay, 0 or more
         * @return this builder
         */
        public Builder optWeightDecay(float weightDecay) {
            this.weightDecay = weightDecay;
            return this;
        }

        /**
         * Sets what the learning rate of a parameter is multiplied by. Default: 1 for all.
         *
         * @param rateFactor from the name of a parameter, as in checkpoints, to a factor of 0 or
         *     more
         * @return this builder
         */
        public Builder optRateFactor(ToDoubleFunction<String> rateFactor) {
            this.rateFactor = rateFactor;
            return this;
        }

        /**
         * Sets how much of the mean of the gradients is kept at each step. Default: 0.9.
         *
         * @param beta1 from 0 to below 1
         * @return this builder
         */
        public Builder optBeta1(float beta1) {
            this.beta1 = beta1;
            return this;
        }

        /**
         * Sets how much of the mean of the squared gradients is kept at each step. Default: 0.999.
         *
         * @param beta2 from 0 to below 1
         * @return this builder
         */
        public Builder optBeta2(float beta2) {
            this.beta2 = beta2;
            return this;
        }

        /**
         * Sets what keeps the division from failing. Default: 1e-8.
         *
         * @param epsilon above 0
         * @return this builder
         */
        public Builder optEpsilon(float epsilon) {
            this.epsilon = epsilon;
            return this;
        }

        /** {@return the optimizer} */
        public AdamW build() {
            return new AdamW(this);
        }
    }
}
