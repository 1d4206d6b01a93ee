/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingConfig;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.efficienttransformers.GarbageCollection;
import org.efficienttransformers.SumsInAnyOrder;
import org.efficienttransformers.autograd.RecomputingGradients;
import org.efficienttransformers.autograd.RecomputingTrainer;
import org.efficienttransformers.lora.LoraModel;
import org.efficienttransformers.lora.LoraSettings;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.training.loss.BinaryCrossEntropyLoss;
import org.efficienttransformers.training.loss.CrossEntropyLoss;
import org.efficienttransformers.training.loss.InBatchNegativesLoss;
import org.efficienttransformers.training.loss.MeanSquaredErrorLoss;
import org.efficienttransformers.training.loss.SpanLoss;
import org.efficienttransformers.training.loss.WeightedLoss;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gradients are the same when the garbage collector frees memory between the forward and the
 * backward pass, and others take it: of every loss, model and trainer.
 */
class GarbageTest {

    private static final int ROWS = 6;
    private static final int CLASSES = 3;
    private static final String ADAPTED = "adapted";
    private static final String SCALED = "scaled";

    /** A collector that lets something happen before its backward pass. */
    private record Delayed(GradientCollector collector, Runnable beforeBackward)
            implements GradientCollector {

        @Override
        public void backward(NDArray target) {
            beforeBackward.run();
            collector.backward(target);
        }

        @Override
        public void zeroGradients() {
            collector.zeroGradients();
        }

        @Override
        public void close() {
            collector.close();
        }
    }

    private static void assertClose(double[] actual, double[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        // What garbage does to a gradient is more than this by far.
        double tolerance = Math.max(1e-5, SumsInAnyOrder.tolerance());
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i])
                    .isCloseTo(expected[i], within(tolerance * Math.max(1, Math.abs(expected[i]))));
        }
    }

    static Stream<Arguments> losses() {
        Function<NDManager, NDList> classes =
                manager -> new NDList(manager.create(new long[] {0, 2, 1, -100, 2, 0}));
        Function<NDManager, NDList> words =
                manager -> new NDList(classes.apply(manager).head().reshape(2, 3));
        Function<NDManager, NDList> numbers =
                manager -> new NDList(manager.arange(18f).cos().abs().reshape(ROWS, CLASSES));
        Function<NDManager, NDList> spans =
                manager ->
                        new NDList(
                                manager.create(new long[] {0, 1, -100, 2, 0, 0}),
                                manager.create(new long[] {1, 1, -100, 2, 2, 0}));
        Function<NDManager, NDList> found =
                manager ->
                        new NDList(
                                manager.ones(new Shape(4, 1)),
                                manager.ones(new Shape(2, 1)),
                                manager.create(new long[] {0, 1, 1, 0}));
        return Stream.of(
                Arguments.of(CrossEntropyLoss.builder().build(), classes),
                Arguments.of(CrossEntropyLoss.builder().optClassWeights(1, 2, 3).build(), classes),
                Arguments.of(CrossEntropyLoss.builder().optSmoothing(0.1).build(), classes),
                Arguments.of(CrossEntropyLoss.builder().optShifted(true).build(), words),
                Arguments.of(new InBatchNegativesLoss(false, 20, List.of()), found),
                Arguments.of(new InBatchNegativesLoss(true, 20, List.of(2, 3)), found),
                Arguments.of(new SpanLoss(), spans),
                Arguments.of(new BinaryCrossEntropyLoss(), numbers),
                Arguments.of(new MeanSquaredErrorLoss(), numbers));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void gradientsOfALoss(WeightedLoss loss, Function<NDManager, NDList> labels) {
        assertClose(
                gradient(loss, labels, GarbageCollection::run), gradient(loss, labels, () -> {}));
    }

    private static double[] gradient(
            WeightedLoss loss, Function<NDManager, NDList> labels, Runnable beforeBackward) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray numbers = manager.arange((float) ROWS * CLASSES).sin();
            NDList right = labels.apply(manager);
            Shape shape = right.head().getShape();
            boolean sequence = shape.dimension() == 2 && shape.get(0) < ROWS;
            NDArray logits =
                    sequence ? numbers.reshape(2, 3, CLASSES) : numbers.reshape(ROWS, CLASSES);
            if (loss instanceof InBatchNegativesLoss) {
                logits = numbers.reshape(ROWS, 1, CLASSES); // states of texts of one token
            }
            logits.setRequiresGradient(true);
            NDArray start = logits.reshape(logits.getShape());
            try (GradientCollector collector =
                    new Delayed(Engine.getInstance().newGradientCollector(), beforeBackward)) {
                NDList predictions =
                        loss instanceof InBatchNegativesLoss
                                ? new NDList(logits.get(":4"), logits.get("4:"))
                                : new NDList(logits);
                if (loss instanceof SpanLoss) {
                    start.setName("start_logits");
                    logits.setName("end_logits");
                    predictions.add(start);
                }
                collector.backward(loss.evaluate(right, predictions));
            }
            return doubles(logits.getGradient());
        }
    }

    private static double[] doubles(NDArray array) {
        float[] floats = array.toFloatArray();
        double[] doubles = new double[floats.length];
        for (int i = 0; i < floats.length; i++) {
            doubles[i] = floats[i];
        }
        return doubles;
    }

    static Stream<Arguments> loops() {
        return Stream.concat(
                Stream.of(
                        loop(SmallModel.BERT, ADAPTED, RecomputingGradients::open),
                        loop(SmallModel.BERT, SCALED, RecomputingGradients::open)),
                Stream.of(SmallModel.values())
                        .flatMap(
                                kind ->
                                        Stream.of(
                                                loop(kind, "plain", Engine::newGradientCollector),
                                                loop(
                                                        kind,
                                                        "reversible",
                                                        RecomputingGradients::open),
                                                loop(
                                                        kind,
                                                        "checkpointed",
                                                        RecomputingGradients::openCheckpointed))));
    }

    private static Arguments loop(
            SmallModel kind, String name, Function<Engine, GradientCollector> collectors) {
        return Arguments.of(kind, name, collectors);
    }

    /** The norm tells what AdamW wouldn't, whose first step is the same for any factor. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("loops")
    void stepsOfALoop(
            SmallModel kind, String name, Function<Engine, GradientCollector> collectors) {
        assertClose(
                norms(
                        kind,
                        name,
                        1,
                        engine -> new Delayed(collectors.apply(engine), GarbageCollection::run)),
                norms(kind, name, 1, collectors));
    }

    @ParameterizedTest
    @EnumSource
    void stepsBesideAThreadThatCollectsAllTheTime(SmallModel kind) throws InterruptedException {
        int steps = 15;
        double[] expected = norms(kind, "", steps, RecomputingGradients::open);
        GarbageCollection.during(
                () -> assertClose(norms(kind, "", steps, RecomputingGradients::open), expected));
    }

    private static double[] norms(
            SmallModel kind,
            String name,
            int steps,
            Function<Engine, GradientCollector> collectors) {
        try (NDManager manager = NDManager.newBaseManager()) {
            TransformerModel model = kind.create(manager);
            Block block = name.equals(ADAPTED) ? LoraModel.of(model, adapter(model)) : model;
            AdamW optimizer =
                    AdamW.builder().setBlock(block).setLearningRate(Tracker.fixed(1e-3f)).build();
            double[] norms = new double[steps];
            TrainingLoop.Builder builder =
                    TrainingLoop.builder()
                            .setBlock(block)
                            .setLoss(CrossEntropyLoss.builder().build())
                            .setOptimizer(optimizer)
                            .collectors(collectors);
            if (name.equals(SCALED)) {
                builder.optLossScale(1024);
            }
            try (TrainingLoop loop = builder.build()) {
                for (int step = 0; step < steps; step++) {
                    try (NDManager scope = manager.newSubManager()) {
                        norms[step] = loop.step(SmallModel.batches(step, 1, scope)).gradientNorm();
                    }
                }
            }
            return norms;
        }
    }

    private static LoraSettings adapter(TransformerModel model) {
        return new LoraSettings(
                2,
                4,
                false,
                0.1,
                LoraModel.queriesAndValues(model),
                Map.of(),
                Map.of(),
                List.of(),
                LoraSettings.Bias.NONE);
    }

    static Stream<BiFunction<Model, TrainingConfig, Trainer>> trainers() {
        return Stream.of(
                RecomputingTrainer::new,
                (model, config) -> new AccumulatingTrainer(model, config, 2, 0.5));
    }

    @ParameterizedTest
    @MethodSource("trainers")
    void stepsOfATrainer(BiFunction<Model, TrainingConfig, Trainer> newTrainer) {
        assertClose(weights(newTrainer, GarbageCollection::run), weights(newTrainer, () -> {}));
    }

    private static double[] weights(
            BiFunction<Model, TrainingConfig, Trainer> newTrainer, Runnable beforeBackward) {
        try (Model model = Model.newInstance("small")) {
            Block block = SmallModel.REFORMER.create(model.getNDManager());
            model.setBlock(block);
            TrainingConfig config =
                    new DefaultTrainingConfig(CrossEntropyLoss.builder().build())
                            .optOptimizer(
                                    Optimizer.sgd()
                                            .setLearningRateTracker(Tracker.fixed(0.1f))
                                            .build());
            try (Trainer trainer = newTrainer.apply(model, config)) {
                trainer.initialize(new Shape(1, SmallModel.LENGTH));
                Engine.getInstance().setRandomSeed(7);
                for (TrainingBatch batch : SmallModel.batches(3, 2, trainer.getManager())) {
                    try (GradientCollector collector =
                            new Delayed(trainer.newGradientCollector(), beforeBackward)) {
                        NDList predictions = trainer.forward(batch.inputs());
                        collector.backward(trainer.getLoss().evaluate(batch.labels(), predictions));
                    }
                    trainer.step();
                }
            }
            return StateDict.of(block).values().stream()
                    .flatMapToDouble(parameter -> Arrays.stream(doubles(parameter.getArray())))
                    .toArray();
        }
    }
}
