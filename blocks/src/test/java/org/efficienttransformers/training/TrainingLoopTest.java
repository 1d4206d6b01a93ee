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
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.loss.Loss;
import ai.djl.training.tracker.Tracker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.SumsInAnyOrder;
import org.efficienttransformers.autograd.AutogradGraph;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.training.loss.CrossEntropyLoss;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A training is repeatable, can stop and go on, and ends in a sentence where it can't. */
class TrainingLoopTest {

    private static final int STEPS = 40;
    private static final long SEED = 42;

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private static TrainingLoop.Builder builder(Block block) {
        return TrainingLoop.builder()
                .setBlock(block)
                .setLoss(CrossEntropyLoss.builder().build())
                .setOptimizer(
                        AdamW.builder()
                                .setBlock(block)
                                .setLearningRate(LearningRateSchedule.cosine(0.01, 10, 5 * STEPS))
                                .build())
                .optMaxGradientNorm(1)
                .optSeed(SEED);
    }

    private List<Double> train(TrainingLoop loop, long until) {
        List<Double> losses = new ArrayList<>();
        while (loop.steps() < until) {
            try (NDManager scope = manager.newSubManager()) {
                losses.add(loop.step(SmallModel.batches(loop.steps(), 2, scope)).loss());
            }
        }
        return losses;
    }

    @ParameterizedTest
    @EnumSource
    void resumedTrainingHasTheSameLosses(SmallModel kind) {
        TrainingState saved;
        List<Double> whole;
        try (TrainingLoop loop = builder(kind.create(manager)).build()) {
            whole = train(loop, STEPS);
        }
        List<Double> parts;
        try (TrainingLoop loop = builder(kind.create(manager)).build()) {
            parts = train(loop, STEPS / 2);
            saved = copy(loop.state());
            // What happens after the save is undone by resuming.
            train(loop, STEPS / 2 + 3);
        }
        try (TrainingLoop loop = builder(kind.create(manager, 8, 99)).build()) {
            loop.resume(saved);
            assertThat(loop.steps()).isEqualTo(STEPS / 2);
            parts.addAll(train(loop, STEPS));
        }
        double tolerance = SumsInAnyOrder.tolerance();
        // Where sums come in any order, a rounded number soon falls into another bucket.
        int same = kind == SmallModel.REFORMER && tolerance > 0 ? STEPS / 2 + 3 : STEPS;
        assertThat(parts.subList(0, same))
                .usingElementComparator(
                        (a, b) -> Math.abs(a - b) <= tolerance ? 0 : Double.compare(a, b))
                .isEqualTo(whole.subList(0, same));
        assertThat(whole.get(STEPS - 1)).isLessThan(whole.get(0));
    }

    /** As on a GPU, where no step finds gradients of the last. */
    @ParameterizedTest
    @EnumSource
    void gradientsMayBeLetGo(SmallModel kind) {
        TransformerModel block = kind.create(manager);
        List<Double> losses = new ArrayList<>();
        try (TrainingLoop loop = builder(block).build()) {
            while (loop.steps() < 5) {
                losses.addAll(train(loop, loop.steps() + 1));
                for (Parameter parameter : Gradients.trained(block)) {
                    AutogradGraph.releaseGradient(parameter.getArray());
                    assertThat(AutogradGraph.isReached(List.of(parameter.getArray()))).isFalse();
                }
            }
        }
        try (TrainingLoop loop = builder(kind.create(manager)).build()) {
            List<Double> expected = train(loop, 5);
            double tolerance = Math.max(1e-12, SumsInAnyOrder.tolerance());
            for (int i = 0; i < 5; i++) {
                assertThat(losses.get(i)).isCloseTo(expected.get(i), within(tolerance));
            }
        }
    }

    /** A power of two rounds nothing. */
    @ParameterizedTest
    @EnumSource
    void aScaledLossHasTheSameGradients(SmallModel kind) {
        try (TrainingLoop plain = builder(kind.create(manager)).build();
                TrainingLoop scaled = builder(kind.create(manager)).optLossScale(1024).build()) {
            double tolerance = Math.max(1e-12, SumsInAnyOrder.tolerance());
            for (int i = 0; i < 5; i++) {
                StepReport expected = plain.step(SmallModel.batches(i, 2, manager));
                StepReport actual = scaled.step(SmallModel.batches(i, 2, manager));
                assertThat(actual.loss()).isCloseTo(expected.loss(), within(tolerance));
                assertThat(actual.gradientNorm())
                        .isCloseTo(expected.gradientNorm(), within(1e-6 + tolerance));
            }
        }
    }

    /** Gradients of 1e-3 times 2^140 are no numbers of float32; times 2^120 they are. */
    @Test
    void stepsWhoseGradientsOverflowAreSkipped() {
        TransformerModel model = SmallModel.BERT.create(manager);
        float[] before = words(model);
        int skipped = 0;
        TrainingState saved;
        List<Double> rest;
        try (TrainingLoop loop = builder(model).optLossScale(0x1p127).build()) {
            while (true) {
                StepReport report = loop.step(SmallModel.batches(skipped, 1, manager));
                if (Double.isFinite(report.gradientNorm())) {
                    break;
                }
                skipped++;
                assertThat(report.step()).isEqualTo(skipped);
                assertThat(words(model)).isEqualTo(before);
                assertThat(loop.state().arrays().keySet()).allMatch(n -> n.startsWith("weight."));
            }
            assertThat(skipped).isBetween(2, 100);
            assertThat(words(model)).isNotEqualTo(before);
            assertThat(loop.state().values())
                    .containsEntry("scale", 0x1p127 / Math.pow(2, skipped) + " 1");
            saved = copy(loop.state());
            rest = train(loop, skipped + 6);
        }
        try (TrainingLoop loop =
                builder(SmallModel.BERT.create(manager, 8, 99)).optLossScale(65_536).build()) {
            loop.resume(saved);
            assertThat(train(loop, skipped + 6)).isEqualTo(rest);
            assertThat(loop.state().values())
                    .containsEntry("scale", 0x1p127 / Math.pow(2, skipped) + " 6");
        }
    }

    @Test
    void theScaleGrowsAgain() {
        LossScale scale = new LossScale(8);
        for (int i = 0; i < 1999; i++) {
            scale.fits();
        }
        assertThat(scale.value()).isEqualTo(8);
        scale.fits();
        assertThat(scale.value()).isEqualTo(16);
        for (double lower : new double[] {8, 4, 2, 1}) {
            assertThat(scale.overflows(1)).isTrue();
            assertThat(scale.value()).isEqualTo(lower);
        }
        assertThat(scale.overflows(1)).as("a lower one is tried").isFalse();
    }

    private TrainingState copy(TrainingState state) {
        Map<String, NDArray> arrays = new HashMap<>();
        state.arrays()
                .forEach(
                        (name, array) -> {
                            NDArray own = array.duplicate();
                            own.attach(manager);
                            arrays.put(name, own);
                        });
        return new TrainingState(arrays, state.values());
    }

    @Test
    void anotherSeedIsAnotherTraining() {
        try (TrainingLoop loop = builder(SmallModel.BERT.create(manager)).build();
                TrainingLoop other =
                        builder(SmallModel.BERT.create(manager)).optSeed(SEED + 1).build()) {
            assertThat(train(loop, 3)).isNotEqualTo(train(other, 3));
        }
    }

    /** At a learning rate that changes nothing only dropout makes one batch's losses differ. */
    @Test
    void eachStepDrawsItsOwnDropout() {
        Block block = SmallModel.BERT.create(manager);
        AdamW still = AdamW.builder().setBlock(block).setLearningRate(Tracker.fixed(0)).build();
        List<TrainingBatch> batch = SmallModel.batches(0, 1, manager);
        try (TrainingLoop loop = builder(block).setOptimizer(still).build()) {
            double first = loop.step(batch).loss();
            assertThat(loop.step(batch).loss()).isNotEqualTo(first);
        }
    }

    /** Nor does one batch draw the same as another of its step. */
    @Test
    void eachBatchDrawsItsOwnDropout() {
        Block block = SmallModel.BERT.create(manager);
        AdamW still = AdamW.builder().setBlock(block).setLearningRate(Tracker.fixed(0)).build();
        TrainingBatch batch = SmallModel.batches(0, 1, manager).get(0);
        try (TrainingLoop loop = builder(block).setOptimizer(still).build();
                TrainingLoop again = builder(block).build()) {
            double twice = loop.step(List.of(batch, batch)).loss();
            assertThat(twice).isNotCloseTo(again.step(List.of(batch)).loss(), within(1e-6));
        }
    }

    @ParameterizedTest
    @EnumSource
    void checkpointsChangeNothing(SmallModel kind) {
        try (TrainingLoop plain = builder(kind.create(manager)).build();
                TrainingLoop checkpointed =
                        builder(kind.create(manager)).optCheckpointing(true).build()) {
            List<Double> expected = train(plain, 10);
            List<Double> actual = train(checkpointed, 10);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(actual.get(i)).isCloseTo(expected.get(i), within(1e-4));
            }
        }
    }

    @Test
    void evaluatingBetweenStepsChangesNothing() {
        try (TrainingLoop plain = builder(SmallModel.BERT.create(manager)).build();
                TrainingLoop loop = builder(SmallModel.BERT.create(manager)).build()) {
            List<Double> expected = train(plain, 4);
            List<Double> losses = new ArrayList<>(train(loop, 2));
            NDList inputs = SmallModel.batches(9, 1, manager).get(0).inputs();
            NDArray first = loop.evaluate(inputs).head();
            // Without dropout.
            assertThat(loop.evaluate(inputs).head()).isEqualTo(first);
            losses.addAll(train(loop, 4));
            assertThat(losses).isEqualTo(expected);
        }
    }

    @Test
    void stateOfAnotherModelIsRefusedAndChangesNothing() {
        TrainingState state;
        try (TrainingLoop loop = builder(SmallModel.BERT.create(manager)).build()) {
            train(loop, 1);
            state = copy(loop.state());
        }
        TransformerModel wider = SmallModel.BERT.create(manager, 12, 1);
        float[] before = words(wider);
        try (TrainingLoop loop = builder(wider).build()) {
            assertThatThrownBy(() -> loop.resume(state))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is that of another model: it has FLOAT32 (20, 8) for")
                    .hasMessageContaining(
                            "word_embeddings.weight, and this model FLOAT32 (20, 12)");
        }
        assertThat(words(wider)).isEqualTo(before);
        try (TrainingLoop loop = builder(SmallModel.REFORMER.create(manager)).build()) {
            assertThatThrownBy(() -> loop.resume(state)).hasMessageContaining("another model");
        }
        TransformerModel same = SmallModel.BERT.create(manager, 8, 99);
        float[] own = words(same);
        try (TrainingLoop loop = builder(same).optSeed(SEED + 1).build()) {
            assertThatThrownBy(() -> loop.resume(state)).hasMessageContaining("has the seed 42");
        }
        // Whatever is missing, nothing is taken over.
        for (String missing : state.arrays().keySet()) {
            Map<String, NDArray> arrays = new HashMap<>(state.arrays());
            arrays.remove(missing);
            TrainingState part = new TrainingState(arrays, state.values());
            try (TrainingLoop loop = builder(same).build()) {
                assertThatThrownBy(() -> loop.resume(part)).hasMessageContaining(missing);
            }
        }
        Map<String, NDArray> more = new HashMap<>(state.arrays());
        more.put("weight.more", words(same, manager));
        try (TrainingLoop loop = builder(same).build()) {
            assertThatThrownBy(() -> loop.resume(new TrainingState(more, state.values())))
                    .hasMessageContaining("for weight.more, and this model nothing");
            assertThatThrownBy(() -> loop.resume(new TrainingState(state.arrays(), Map.of())))
                    .hasMessageContaining("has no value 'seed'");
        }
        assertThat(words(same)).isEqualTo(own);
    }

    private static NDArray words(Block block, NDManager manager) {
        NDArray copy =
                StateDict.of(block)
                        .get("bert.embeddings.word_embeddings.weight")
                        .getArray()
                        .duplicate();
        copy.attach(manager);
        return copy;
    }

    private static float[] words(Block block) {
        return StateDict.of(block)
                .get("bert.embeddings.word_embeddings.weight")
                .getArray()
                .toFloatArray();
    }

    @Test
    void stopsWhereTheLossIsNoNumber() {
        TransformerModel model = SmallModel.BERT.create(manager);
        try (TrainingLoop loop = builder(model).build()) {
            train(loop, 2);
            Parameter bias = StateDict.of(model).get("bert.encoder.layer.1.output.dense.bias");
            float[] before = words(model);
            float[] good = bias.getArray().toFloatArray();
            Scalars.muli(bias.getArray(), Float.NaN);
            assertThatThrownBy(() -> train(loop, 3))
                    .isInstanceOf(DivergenceException.class)
                    .hasMessageContaining("The loss is NaN at step 3 with learning rate 0.00200");
            assertThat(words(model)).isEqualTo(before);
            assertThat(loop.steps()).isEqualTo(2);
            manager.create(good).copyTo(bias.getArray());
            assertThat(train(loop, 3)).hasSize(1);
        }
    }

    /** A loss that is finite where its gradient isn't. */
    private static final class InfiniteSlope extends Loss {

        InfiniteSlope() {
            super("InfiniteSlope");
        }

        @Override
        public NDArray evaluate(NDList labels, NDList predictions) {
            NDArray logits = predictions.head();
            return logits.sub(logits.stopGradient()).sqrt().sum();
        }
    }

    @Test
    void stopsWhereAGradientIsNoNumber() {
        TransformerModel model = SmallModel.BERT.create(manager);
        float[] before = words(model);
        try (TrainingLoop loop = builder(model).setLoss(new InfiniteSlope()).build()) {
            assertThatThrownBy(() -> train(loop, 1))
                    .isInstanceOf(DivergenceException.class)
                    .hasMessageContaining("The norm of the gradients is NaN at step 1");
            assertThat(words(model)).isEqualTo(before);
            for (Parameter parameter : Gradients.trained(model)) {
                assertThat(parameter.getArray().getGradient().toFloatArray()).containsOnly(-0f);
            }
        }
    }

    @Test
    void frozenModelsAndIgnoredLabelsEndInASentence() {
        TransformerModel model = SmallModel.BERT.create(manager);
        model.freezeParameters(true);
        assertThatThrownBy(() -> builder(model).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("call freezeParameters(false)");
        model.freezeParameters(false);
        try (TrainingLoop loop = builder(model).build()) {
            TrainingBatch batch = SmallModel.batches(1, 1, manager).get(0);
            NDArray ignored = Scalars.add(batch.labels().head().zerosLike(), -100);
            TrainingBatch nothing = new TrainingBatch(batch.inputs(), new NDList(ignored));
            assertThatThrownBy(() -> loop.step(List.of(nothing)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Step 1 has no label that counts");
            NDList outside = new NDList(Scalars.add(batch.labels().head(), -1000));
            TrainingBatch wrong = new TrainingBatch(batch.inputs(), outside);
            assertThatThrownBy(() -> loop.step(List.of(batch, wrong)))
                    .hasMessageContaining("allowed: from 0 to 19");
            assertThat(new GlobalNormClipping(1).clip(model)).isZero();
        }
    }

    @Test
    void frozenParametersStayAsTheyAre() {
        TransformerModel model = SmallModel.BERT.create(manager);
        StateDict.of(model).get("bert.embeddings.word_embeddings.weight").freeze(true);
        float[] before = words(model);
        try (TrainingLoop loop = builder(model).build()) {
            train(loop, 3);
        }
        assertThat(words(model)).isEqualTo(before);
    }

    @Test
    void stepsLeaveNothingBehind() {
        TransformerModel model = SmallModel.BERT.create(manager);
        try (TrainingLoop loop = builder(model).optCheckpointing(true).build()) {
            train(loop, 2);
            int before = arrays(manager);
            train(loop, 6);
            assertThat(arrays(manager)).isEqualTo(before);
        }
    }

    private static int arrays(NDManager manager) {
        return manager.getManagedArrays().size();
    }
}
