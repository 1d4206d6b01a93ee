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
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.Pair;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.model.SmallEncoders;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.training.loss.CrossEntropyLoss;
import org.efficienttransformers.training.loss.MeanSquaredErrorLoss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    /** A layer and the norm of its outputs, whose parameters are named as in PyTorch's script. */
    private static Block normed(NDManager manager) {
        Block block =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(3).build())
                        .add(LayerNorm.builder().axis(1).build());
        block.initialize(manager, DataType.FLOAT32, new Shape(1, 4));
        return block;
    }

    private static Map<String, NDArray> arrays(Block block) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (Pair<String, Parameter> parameter : block.getParameters()) {
            arrays.put(parameter.getValue().getName(), parameter.getValue().getArray());
        }
        return arrays;
    }

    private static void set(NDArray target, float[] values, NDManager manager) {
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
            Block block = normed(manager);
            Map<String, NDArray> arrays = arrays(block);
            assertThat(arrays).containsOnlyKeys("weight", "bias", "gamma", "beta");
            arrays.forEach((name, array) -> set(array, numbers.floats(name), manager));
            AdamW optimizer =
                    AdamW.builder()
                            .setBlock(block)
                            .setLearningRate(LearningRateSchedule.linear(0.05, 3, STEPS))
                            .optWeightDecay(0.1f)
                            .optBeta1(0.8f)
                            .optBeta2(0.95f)
                            .optEpsilon(1e-3f)
                            .build();
            try (TrainingLoop loop =
                    TrainingLoop.builder()
                            .setBlock(block)
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
            arrays.forEach(
                    (name, array) ->
                            assertThat(array.toFloatArray())
                                    .containsExactly(
                                            numbers.floats(name + ".after"), within(1e-5f)));
        }
    }

    /**
     * Tokens are global in every second batch, and so Longformer's global projections have a
     * gradient in every second step: the others leave moments and weights of those as they are, and
     * so does a training that stops and goes on in between.
     */
    @ParameterizedTest
    @CsvSource({"false,8", "true,8", "false,4", "true,5"})
    void stepsThatDoNotReachAllParametersAreThoseOfPyTorch(boolean checkpointing, int stop)
            throws IOException {
        FixtureNumbers numbers = new FixtureNumbers("longformer.txt");
        try (NDManager manager = NDManager.newBaseManager()) {
            TransformerModel model = longformer(manager);
            StateDict.of(model)
                    .forEach(
                            (name, parameter) ->
                                    set(
                                            parameter.getArray(),
                                            numbers.floats("before." + name),
                                            manager));
            TransformerModel resumed = longformer(manager);
            try (TrainingLoop first = loop(model, checkpointing);
                    TrainingLoop second = loop(resumed, checkpointing)) {
                train(first, stop, numbers, manager);
                second.resume(first.state());
                train(second, 8, numbers, manager);
            }
            StateDict.of(resumed)
                    .forEach(
                            (name, parameter) -> {
                                // A softmax doesn't depend on the keys' bias: its gradient is
                                // rounding.
                                if (name.contains("global") && !name.endsWith("key_global.bias")) {
                                    assertThat(parameter.getArray().toFloatArray())
                                            .as(name)
                                            .containsExactly(
                                                    numbers.floats("after." + name), within(5e-6f));
                                }
                            });
        }
    }

    /** As a resumed training's first step may not, though it remembers their moments. */
    @Test
    void resumedParametersWithoutAGradientStayAsTheyAre() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Linear linear = linear(manager);
            try (AdamW optimizer =
                    AdamW.builder().setBlock(linear).setLearningRate(Tracker.fixed(0.1f)).build()) {
                optimizer
                        .resume(Map.of("weight", 3L), 3)
                        .get("weight")
                        .mean
                        .addi(manager.ones(new Shape(1)));
                Parameter weight = linear.getParameters().get("weight");
                NDArray array = weight.getArray();
                array.setRequiresGradient(true);
                float[] before = array.toFloatArray();
                for (int step = 0; step < 2; step++) {
                    try (NDArray gradient = array.getGradient()) {
                        optimizer.update(weight.getId(), array, gradient);
                    }
                }
                assertThat(array.toFloatArray()).containsExactly(before);
            }
        }
    }

    private static TrainingLoop loop(Block model, boolean checkpointing) {
        return TrainingLoop.builder()
                .setBlock(model)
                .setLoss(CrossEntropyLoss.builder().build())
                .setOptimizer(
                        AdamW.builder()
                                .setBlock(model)
                                .setLearningRate(Tracker.fixed(0.01f))
                                .optWeightDecay(0.1f)
                                .build())
                .optCheckpointing(checkpointing)
                .build();
    }

    private static void train(
            TrainingLoop loop, int until, FixtureNumbers numbers, NDManager manager) {
        while (loop.steps() < until) {
            long step = loop.steps();
            NDArray ids = ids("input_ids", numbers.longs("ids." + step), manager);
            NDArray global = ids("global_attention_mask", numbers.longs("global." + step), manager);
            NDArray labels = ids("labels", numbers.longs("labels." + step), manager);
            StepReport report =
                    loop.step(
                            List.of(
                                    new TrainingBatch(
                                            new NDList(ids, global), new NDList(labels))));
            double loss = numbers.single("loss." + step);
            assertThat(report.loss()).as("step %d", step).isCloseTo(loss, within(2e-6 * loss));
        }
    }

    private static NDArray ids(String name, long[] numbers, NDManager manager) {
        NDArray array = manager.create(numbers, new Shape(2, 16));
        array.setName(name);
        return array;
    }

    private static TransformerModel longformer(NDManager manager) {
        TransformerModel model =
                SmallEncoders.model(
                        SmallEncoders.longformer()
                                .vocabulary(20)
                                .hidden(8)
                                .layers(2)
                                .width(12)
                                .types(1)
                                .length(16)
                                .padding(1)
                                .head(Head.MASKED_LM)
                                .build());
        model.initialize(manager, DataType.FLOAT32, new Shape(1, 16));
        return model;
    }

    /** As the first matrix of a low-rank adapter, whose second one begins with zeros. */
    @Test
    void aGradientOfZerosIsAGradient() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Linear linear = linear(manager);
            float[] before = linear.getParameters().get("weight").getArray().toFloatArray();
            AdamW optimizer =
                    AdamW.builder()
                            .setBlock(linear)
                            .setLearningRate(Tracker.fixed(0.5f))
                            .optWeightDecay(0.1f)
                            .build();
            try (TrainingLoop loop =
                    TrainingLoop.builder()
                            .setBlock(linear)
                            .setLoss(new MeanSquaredErrorLoss())
                            .setOptimizer(optimizer)
                            .build()) {
                NDArray nothing = manager.zeros(new Shape(2, 4));
                NDArray labels = manager.ones(new Shape(2, 3));
                loop.step(List.of(new TrainingBatch(new NDList(nothing), new NDList(labels))));
            }
            float[] after = linear.getParameters().get("weight").getArray().toFloatArray();
            for (int i = 0; i < before.length; i++) {
                assertThat(after[i]).isCloseTo(before[i] * 0.95f, within(1e-6f));
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
                optimizer.update(weight.getId(), weight.getArray(), Scalars.add(none, 1));
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

    /** Without memory and without decay, a step is the sign of the gradient. */
    @Test
    void zerosAreSettings() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Linear block = linear(manager);
            AdamW optimizer =
                    AdamW.builder()
                            .setBlock(block)
                            .setLearningRate(Tracker.fixed(1))
                            .optWeightDecay(0)
                            .optBeta1(0)
                            .optBeta2(0)
                            .optRateFactor(name -> 0.5)
                            .build();
            Parameter weight = block.getParameters().get("weight");
            float[] before = weight.getArray().toFloatArray();
            NDArray gradient = Scalars.mul(weight.getArray().onesLike(), -3);
            optimizer.update(weight.getId(), weight.getArray(), gradient);
            float[] after = weight.getArray().toFloatArray();
            for (int i = 0; i < after.length; i++) {
                assertThat(after[i] - before[i]).isCloseTo(0.5f, within(1e-5f));
            }
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
