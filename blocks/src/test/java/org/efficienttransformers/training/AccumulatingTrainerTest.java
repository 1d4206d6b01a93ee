/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.util.function.Function;
import org.efficienttransformers.training.loss.MeanSquaredErrorLoss;
import org.junit.jupiter.api.Test;

/** DJL's own loop accumulates and clips, with DJL's optimizers and ours. */
class AccumulatingTrainerTest {

    private static final int ROWS = 12;

    private static DefaultTrainingConfig config(Optimizer optimizer) {
        return new DefaultTrainingConfig(new MeanSquaredErrorLoss()).optOptimizer(optimizer);
    }

    private static ArrayDataset data(NDManager manager, int batchSize) {
        Engine.getInstance().setRandomSeed(3);
        return new ArrayDataset.Builder()
                .setData(manager.randomNormal(new Shape(ROWS, 4)))
                .optLabels(manager.randomNormal(new Shape(ROWS, 2)))
                .setSampling(batchSize, false)
                .build();
    }

    private static float[] train(
            Function<Block, Optimizer> optimizer, int batchSize, int accumulation)
            throws IOException, TranslateException {
        try (Model model = Model.newInstance("linear")) {
            Linear block = Linear.builder().setUnits(2).build();
            model.setBlock(block);
            Engine.getInstance().setRandomSeed(1);
            try (AccumulatingTrainer trainer =
                    new AccumulatingTrainer(
                            model, config(optimizer.apply(block)), accumulation, 0.3)) {
                trainer.initialize(new Shape(1, 4));
                EasyTrain.fit(trainer, 3, data(trainer.getManager(), batchSize), null);
                return block.getParameters().get("weight").getArray().toFloatArray();
            }
        }
    }

    @Test
    void threeBatchesAreAsOneOfThreeTimesTheSize() throws IOException, TranslateException {
        Function<Block, Optimizer> sgd =
                block -> Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.5f)).build();
        float[] large = train(sgd, 6, 1);
        assertThat(train(sgd, 2, 3)).containsExactly(large, within(1e-5f));
        assertThat(train(sgd, 2, 1)).isNotEqualTo(large);
    }

    @Test
    void goesWithOurOptimizer() throws IOException, TranslateException {
        Function<Block, Optimizer> adamW =
                block ->
                        AdamW.builder()
                                .setBlock(block)
                                .setLearningRate(Tracker.fixed(0.05f))
                                .build();
        assertThat(train(adamW, 2, 3)).containsExactly(train(adamW, 6, 1), within(1e-5f));
    }

    @Test
    void impossibleSettingsAreRefused() {
        try (Model model = Model.newInstance("linear")) {
            model.setBlock(Linear.builder().setUnits(2).build());
            DefaultTrainingConfig config = config(Optimizer.adam().build());
            assertThatThrownBy(() -> new AccumulatingTrainer(model, config, 0, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("There are 0 batches to a step");
        }
    }
}
