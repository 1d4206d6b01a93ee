/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.randomfeature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.AdamW;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.SelfAttentionContract;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.model.StateDict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Performer's attention keeps the contract, and redraws its features when it may. */
class RandomFeatureAttentionTest extends SelfAttentionContract {

    @Override
    protected SelfAttention create(KernelMode kernels, boolean causal, float dropout) {
        return block(sizes(kernels, causal, dropout));
    }

    private static RandomFeatureAttention block(AttentionSizes sizes) {
        return block(sizes, 10, OrthogonalFeatures.DEFAULT, 0);
    }

    private static RandomFeatureAttention seeded(long seed) {
        return block(sizes(), 10, new OrthogonalFeatures(true, false, seed), 0);
    }

    private static RandomFeatureAttention block(
            AttentionSizes sizes, int features, OrthogonalFeatures directions, int interval) {
        FeatureMap map = new FeatureMap(FeatureMap.Function.SOFTMAX, 0);
        return new RandomFeatureAttention(sizes, features, map, directions, interval);
    }

    /** Leaves the directions to be drawn, where the contract's helper overrides them. */
    private static RandomFeatureAttention drawn(RandomFeatureAttention block, NDManager manager) {
        Engine.getInstance().setRandomSeed(3);
        block.initialize(manager, DataType.FLOAT32, new Shape(1, LENGTH, HIDDEN));
        return block;
    }

    private static float[] directions(RandomFeatureAttention block) {
        return StateDict.of(block).get("projection_matrix").getArray().toFloatArray();
    }

    /** With short queries and keys; with longer ones the root is reached at more features. */
    @Test
    void errorFallsLikeOneOverTheRootOfTheFeatures() {
        int[] features = PerformerError.FEATURES;
        double[] x = new double[features.length];
        double[] y = new double[features.length];
        for (int i = 0; i < features.length; i++) {
            x[i] = Math.log(features[i]);
            y[i] = Math.log(PerformerError.error(0.25, features[i], true, 2));
        }
        assertThat(slope(x, y)).isCloseTo(-0.5, within(0.08));
    }

    private static double slope(double[] x, double[] y) {
        double meanX = java.util.Arrays.stream(x).average().orElseThrow();
        double meanY = java.util.Arrays.stream(y).average().orElseThrow();
        double above = 0;
        double below = 0;
        for (int i = 0; i < x.length; i++) {
            above += (x[i] - meanX) * (y[i] - meanY);
            below += (x[i] - meanX) * (x[i] - meanX);
        }
        return above / below;
    }

    @Test
    void theSeedDeterminesTheDirections() {
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] first = directions(drawn(seeded(1), manager));
            assertThat(directions(drawn(seeded(1), manager))).isEqualTo(first);
            assertThat(directions(drawn(seeded(2), manager))).isNotEqualTo(first);
        }
    }

    @Test
    void redrawsOnRequestAndTheSequenceFollowsFromTheSeed() {
        try (NDManager manager = NDManager.newBaseManager()) {
            RandomFeatureAttention block = drawn(block(sizes()), manager);
            RandomFeatureAttention twin = drawn(block(sizes()), manager);
            float[] first = directions(block);
            block.redraw();
            float[] second = directions(block);
            block.redraw();
            assertThat(second).isNotEqualTo(first);
            assertThat(directions(block)).isNotEqualTo(second).isNotEqualTo(first);
            twin.redraw();
            assertThat(directions(twin)).isEqualTo(second);
        }
    }

    @Test
    void redrawsAllLayersOfAModel() {
        try (NDManager manager = NDManager.newBaseManager()) {
            RandomFeatureAttention first = drawn(block(sizes()), manager);
            RandomFeatureAttention second = drawn(seeded(9), manager);
            float[] before = directions(second);
            SequentialBlock model = new SequentialBlock().add(first);
            RandomFeatureAttention.redrawAll(model.add(new SequentialBlock().add(second)));
            assertThat(directions(second)).isNotEqualTo(before);
            assertThat(directions(first)).isNotEqualTo(directions(second));
            assertThatThrownBy(() -> RandomFeatureAttention.redrawAll(new SequentialBlock()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no RandomFeatureAttention");
        }
    }

    @Test
    void redrawsOnTheIntervalInTrainingOnly() {
        try (NDManager manager = NDManager.newBaseManager()) {
            RandomFeatureAttention block =
                    drawn(block(sizes(), 10, OrthogonalFeatures.DEFAULT, 3), manager);
            ParameterStore store = new ParameterStore(manager, false);
            NDArray hidden = hidden(manager, 1, LENGTH);
            float[] first = directions(block);
            for (int call = 0; call < 5; call++) {
                call(block, hidden);
            }
            assertThat(directions(block)).isEqualTo(first);
            for (int call = 0; call < 3; call++) {
                block.forward(store, new NDList(hidden), true);
                assertThat(directions(block)).isEqualTo(first);
            }
            block.forward(store, new NDList(hidden), true);
            float[] second = directions(block);
            assertThat(second).isNotEqualTo(first);
            for (int call = 0; call < 2; call++) {
                block.forward(store, new NDList(hidden), true);
                assertThat(directions(block)).isEqualTo(second);
            }
            block.freezeParameters(true);
            for (int call = 0; call < 5; call++) {
                block.forward(store, new NDList(hidden), true);
            }
            assertThat(directions(block)).isEqualTo(second);
        }
    }

    @Test
    void redrawingLeavesGradientsOfEarlierCallsAsTheyWere() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray[] gradients = new NDArray[2];
            for (int i = 0; i < 2; i++) {
                RandomFeatureAttention block = drawn(block(sizes()), manager);
                NDArray hidden = hidden(manager, 1, LENGTH);
                hidden.setRequiresGradient(true);
                try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                    NDArray context =
                            block.forward(
                                            new ParameterStore(manager, false),
                                            new NDList(hidden),
                                            true)
                                    .singletonOrThrow();
                    if (i == 1) {
                        block.redraw();
                    }
                    collector.backward(context.square().sum());
                }
                gradients[i] = hidden.getGradient();
            }
            assertThat(gradients[1]).isEqualTo(gradients[0]);
        }
    }

    @Test
    void refusesToRedrawWhileFrozenOrEmpty() {
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThatThrownBy(() -> block(sizes()).redraw())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("not initialized");
            RandomFeatureAttention block = drawn(block(sizes()), manager);
            float[] before = directions(block);
            block.freezeParameters(true);
            assertThatThrownBy(block::redraw)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("frozen")
                    .hasMessageContaining("freezeParameters(false)");
            assertThat(directions(block)).isEqualTo(before);
        }
    }

    /** Weight decay would change them even without a gradient. */
    @Test
    void directionsAreNeverTrained() {
        try (NDManager manager = NDManager.newBaseManager();
                Model model = Model.newInstance("performer")) {
            RandomFeatureAttention block = drawn(block(sizes()), manager);
            float[] before = directions(block);
            float[] weight = StateDict.of(block).get("key.weight").getArray().toFloatArray();
            model.setBlock(block);
            AdamW optimizer =
                    Optimizer.adamW()
                            .optLearningRateTracker(Tracker.fixed(0.1f))
                            .optWeightDecays(0.5f)
                            .build();
            var training = new DefaultTrainingConfig(Loss.l2Loss()).optOptimizer(optimizer);
            try (Trainer trainer = model.newTrainer(training)) {
                trainer.initialize(new Shape(1, LENGTH, HIDDEN));
                block.freezeParameters(false);
                NDArray hidden = hidden(manager, 1, LENGTH);
                for (int step = 0; step < 2; step++) {
                    try (GradientCollector collector = trainer.newGradientCollector()) {
                        NDArray context = trainer.forward(new NDList(hidden)).singletonOrThrow();
                        collector.backward(context.square().sum());
                    }
                    trainer.step();
                }
            }
            assertThat(directions(block)).isEqualTo(before);
            assertThat(StateDict.of(block).get("key.weight").getArray().toFloatArray())
                    .isNotEqualTo(weight);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PORTABLE", "FUSED"})
    void float16IsAsGoodAsItsInputs(KernelMode kernels) {
        try (NDManager manager = NDManager.newBaseManager()) {
            for (boolean causal : new boolean[] {false, true}) {
                RandomFeatureAttention half = block(sizes(kernels, causal, 0));
                half.initialize(manager, DataType.FLOAT16, new Shape(1, 300, HIDDEN));
                RandomFeatureAttention single = block(sizes(kernels, causal, 0));
                single.initialize(manager, DataType.FLOAT32, new Shape(1, 300, HIDDEN));
                StateDict.of(half)
                        .forEach(
                                (name, parameter) ->
                                        parameter
                                                .getArray()
                                                .toType(DataType.FLOAT32, false)
                                                .copyTo(StateDict.of(single).get(name).getArray()));
                // Long enough that unscaled features would leave the range of float16.
                NDArray hidden = Scalars.mul(hidden(manager, 1, 300), 4);
                NDArray context = call(half, hidden.toType(DataType.FLOAT16, false));
                assertThat(context.getDataType()).isEqualTo(DataType.FLOAT16);
                NDArray wide = context.toType(DataType.FLOAT32, false);
                assertThat(wide.isNaN().any().getBoolean()).isFalse();
                NDArray expected =
                        call(
                                single,
                                hidden.toType(DataType.FLOAT16, false)
                                        .toType(DataType.FLOAT32, false));
                assertThat(wide.sub(expected).abs().max().getFloat()).isLessThan(0.1f);
                assertThat(wide.sub(expected).abs().mean().getFloat()).isLessThan(0.01f);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PORTABLE", "FUSED"})
    void longQueriesAndKeysOverflowNothing(KernelMode kernels) {
        try (NDManager manager = NDManager.newBaseManager()) {
            for (boolean causal : new boolean[] {false, true}) {
                RandomFeatureAttention block = drawn(block(sizes(kernels, causal, 0)), manager);
                NDArray hidden = Scalars.mul(hidden(manager, 1, 300), 100);
                NDArray context = call(block, hidden);
                assertThat(context.isNaN().any().getBoolean()).isFalse();
                assertThat(context.isInfinite().any().getBoolean()).isFalse();
                // A mean of values: none lies outside of them.
                NDArray values = hidden.matMul(valueWeight(block).transpose());
                assertThat(context.max().getFloat())
                        .isLessThanOrEqualTo(values.max().getFloat() * 1.0001f);
            }
        }
    }

    private static NDArray valueWeight(RandomFeatureAttention block) {
        return StateDict.of(block).get("value.weight").getArray();
    }

    @Test
    void refusesFeaturesAndIntervalsThatCannotBe() {
        for (int features : new int[] {0, -4}) {
            assertThatThrownBy(() -> block(sizes(), features, OrthogonalFeatures.DEFAULT, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("features is " + features + "; it must be above 0");
        }
        assertThatThrownBy(() -> block(sizes(), 10, OrthogonalFeatures.DEFAULT, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("redraw interval is -1");
        assertThatThrownBy(() -> new FeatureMap(FeatureMap.Function.SOFTMAX, -1e-4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("epsilon");
        assertThatThrownBy(() -> PerformerKind.KERNEL.parse("gelu", "kernel_type"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kernel_type is 'gelu'; allowed: softmax, relu");
    }

    @Test
    void refusesToContinueWhatIsNotCausal() {
        try (NDManager manager = NDManager.newBaseManager()) {
            RandomFeatureAttention block = drawn(block(sizes()), manager);
            assertThatThrownBy(() -> block.newPast(manager, 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("isn't causal");
        }
    }

    @Test
    void refusesToTrainInFloat16WhereGradientsWouldBeLost() {
        try (NDManager manager = NDManager.newBaseManager()) {
            RandomFeatureAttention block = block(sizes(KernelMode.PORTABLE, false, 0));
            block.initialize(manager, DataType.FLOAT16, new Shape(1, LENGTH, HIDDEN));
            NDArray hidden = hidden(manager, 1, LENGTH).toType(DataType.FLOAT16, false);
            ParameterStore store = new ParameterStore(manager, false);
            assertThatThrownBy(() -> block.forward(store, new NDList(hidden), true))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("kernels=fused");
        }
    }
}
