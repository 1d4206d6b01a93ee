/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.tracker.Tracker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loop, clipping, schedule and optimizer together do what PyTorch's do. */
class AdamWTest {

    private static final int STEPS = 12;
    private static final int ROWS = 5;

    private static Linear linear(NDManager manager) {
        Linear linear = Linear.builder().setUnits(3).build();
        linear.initialize(manager, DataType.FLOAT32, new Shape(1, 4));
        return linear;
    }

    private static void set(Linear linear, String name, float[] values, NDManager manager) {
        NDArray target = linear.getParameters().get(name).getArray();
        manager.create(values, target.getShape()).copyTo(target);
    }

    /** Rows of a step, dealt into batches of at most so many. */
    private static List<TrainingBatch> batches(
            FixtureNumbers numbers, int step, int size, NDManager manager) {
        NDArray x = manager.create(numbers.floats("x." + step), new Shape(ROWS, 4));
        NDArray y = manager.create(numbers.floats("y." + step), new Shape(ROWS, 3));
        List<TrainingBatch> batches = new ArrayList<>();
        for (int start = 0; start < ROWS; start += size) {
            String rows = start + ":" + Math.min(ROWS, start + size);
            batches.add(new TrainingBatch(new NDList(x.get(rows)), new NDList(y.get(rows))));
        }
        return batches;
    }

    /** In one batch, and accumulated over batches of 3 and 2 rows. */
    @ParameterizedTest
    @ValueSource(ints = {5, 3})
    void stepsAreThoseOfPyTorch(int size) throws IOException {
        FixtureNumbers numbers = new FixtureNumbers("adamw.txt");
        try (NDManager manager = NDManager.newBaseManager()) {
            Linear linear = linear(manager);
            set(linear, "weight", numbers.floats("weight"), manager);
            set(linear, "bias", numbers.floats("bias"), manager);
            AdamW optimizer =
                    AdamW.builder()
                            .setBlock(linear)
                            .setLearningRate(LearningRateSchedule.linear(0.05, 3, STEPS))
                            .optWeightDecay(0.1f)
                            .optBeta1(0.8f)
                            .optBeta2(0.95f)
                            .optEpsilon(1e-3f)
                            .build();
            try (TrainingLoop loop =
                    TrainingLoop.builder()
                            .setBlock(linear)
                            .setLoss(new MeanSquaredErrorLoss())
                            .setOptimizer(optimizer)
                            .optMaxGradientNorm(0.5)
                            .build()) {
                for (int step = 0; step < STEPS; step++) {
                    StepReport report = loop.step(batches(numbers, step, size, manager));
                    assertThat(report.step()).isEqualTo(step + 1);
                    assertThat(report.loss())
                            .isCloseTo(numbers.single("loss." + step), within(1e-5));
                    assertThat(report.gradientNorm())
                            .isCloseTo(numbers.single("norm." + step), within(1e-5));
                    assertThat(report.learningRate())
                            .isCloseTo(numbers.single("rate." + step), within(1e-8));
                }
            }
            for (String name : List.of("weight", "bias")) {
                assertThat(linear.getParameters().get(name).getArray().toFloatArray())
                        .containsExactly(numbers.floats(name + ".after"), within(1e-5f));
            }
        }
    }

    @Test
    void whatNoGradientHasReachedDoesNotDecay() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Linear linear = linear(manager);
            Parameter weight = linear.getParameters().get("weight");
            float[] before = weight.getArray().toFloatArray();
            NDArray none = manager.zeros(weight.getShape());
            try (AdamW optimizer =
                    AdamW.builder().setBlock(linear).setLearningRate(Tracker.fixed(1)).build()) {
                optimizer.update(weight.getId(), weight.getArray(), none);
                assertThat(weight.getArray().toFloatArray()).isEqualTo(before);
                optimizer.update(weight.getId(), weight.getArray(), none.add(1));
                optimizer.update(weight.getId(), weight.getArray(), none);
                assertThat(weight.getArray().toFloatArray()).isNotEqualTo(before);
            }
        }
    }

    @Test
    void parametersOfOtherBlocksAreRefused() {
        try (NDManager manager = NDManager.newBaseManager()) {
            AdamW optimizer =
                    AdamW.builder()
                            .setBlock(linear(manager))
                            .setLearningRate(Tracker.fixed(1))
                            .build();
            Parameter other = linear(manager).getParameters().get("weight");
            NDArray array = other.getArray();
            assertThatThrownBy(() -> optimizer.update(other.getId(), array, array))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("shape (3, 4)");
        }
    }

    @Test
    void impossibleSettingsAreRefused() {
        AdamW.Builder builder =
                AdamW.builder()
                        .setBlock(Linear.builder().setUnits(3).build())
                        .setLearningRate(Tracker.fixed(1))
                        .optBeta2(1);
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("beta2 is 1.0");
    }
}
