/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.autograd;

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
import ai.djl.nn.Parameter;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingConfig;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.model.SmallEncoders;
import org.efficienttransformers.model.SmallReformer;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;
import org.junit.jupiter.api.Test;

/** Reversible training goes with DJL's own loop, and learns what plain training learns. */
class RecomputingTrainerTest {

    private static final int LENGTH = 24;
    private static final ModelDescription CONFIG =
            SmallReformer.builder().layers(3).decoder().build();

    /** The cross entropy of each word: DJL's takes (b, labels) only. */
    private static final class WordLoss extends Loss {

        private final Loss loss = Loss.softmaxCrossEntropyLoss();

        WordLoss() {
            super("WordLoss");
        }

        @Override
        public NDArray evaluate(NDList labels, NDList predictions) {
            NDArray logits = predictions.head();
            return loss.evaluate(
                    new NDList(labels.head().reshape(-1)),
                    new NDList(logits.reshape(-1, logits.getShape().get(2))));
        }
    }

    private static DefaultTrainingConfig config() {
        return new DefaultTrainingConfig(new WordLoss())
                .optOptimizer(Optimizer.adam().optLearningRateTracker(Tracker.fixed(0.01f)).build())
                .optInitializer(new NormalInitializer(0.3f), parameter -> true)
                .addTrainingListeners(new EvaluatorTrainingListener());
    }

    /** Texts that count upwards, each with what follows each word. */
    private static ArrayDataset texts(NDManager manager) {
        int count = 8;
        long[] words = new long[count * LENGTH];
        long[] next = new long[count * LENGTH];
        for (int i = 0; i < words.length; i++) {
            words[i] = (i / LENGTH * 5L + i % LENGTH) % SmallReformer.VOCABULARY;
            next[i] = (words[i] + 1) % SmallReformer.VOCABULARY;
        }
        return new ArrayDataset.Builder()
                .setData(manager.create(words, new Shape(count, LENGTH)))
                .optLabels(manager.create(next, new Shape(count, LENGTH)))
                .setSampling(4, false)
                .build();
    }

    /** The loss of the last epoch, and all parameters. */
    private static List<float[]> train(
            BiFunction<Model, TrainingConfig, Trainer> newTrainer, int epochs) throws Exception {
        try (Model model = Model.newInstance("reformer")) {
            TransformerModel block = SmallReformer.model(Head.CAUSAL_LM, CONFIG);
            model.setBlock(block);
            Engine.getInstance().setRandomSeed(1);
            try (Trainer trainer = newTrainer.apply(model, config())) {
                trainer.initialize(new Shape(1, LENGTH));
                EasyTrain.fit(trainer, epochs, texts(trainer.getManager()), null);
                List<float[]> results = new ArrayList<>();
                results.add(new float[] {trainer.getTrainingResult().getTrainLoss()});
                for (Parameter parameter : StateDict.of(block).values()) {
                    results.add(parameter.getArray().toFloatArray());
                }
                return results;
            }
        }
    }

    @Test
    void learnsWhatPlainTrainingLearns() throws Exception {
        List<float[]> plain = train(Model::newTrainer, 2);
        List<float[]> reversible = train(RecomputingTrainer::new, 2);
        assertThat(reversible).hasSameSizeAs(plain);
        for (int i = 0; i < plain.size(); i++) {
            assertThat(reversible.get(i)).containsExactly(plain.get(i), within(1e-3f));
        }
    }

    @Test
    void lossFalls() throws Exception {
        float once = train(RecomputingTrainer::new, 1).get(0)[0];
        float often = train(RecomputingTrainer::new, 25).get(0)[0];
        assertThat(once).isGreaterThan(3);
        assertThat(often).isLessThan(1.5f);
    }

    @Test
    void frozenParametersStayAsTheyAre() {
        try (Model model = Model.newInstance("reformer")) {
            TransformerModel block = SmallReformer.model(Head.CAUSAL_LM, CONFIG);
            model.setBlock(block);
            block.initialize(model.getNDManager(), DataType.FLOAT32, new Shape(1, LENGTH));
            block.freezeParameters(true);
            Map<String, Parameter> parameters = StateDict.of(block);
            Parameter bias = parameters.get("lm_head.bias");
            bias.freeze(false);
            Parameter words = parameters.get("reformer.embeddings.word_embeddings.weight");
            NDArray before = words.getArray().duplicate();
            try (Trainer trainer = new RecomputingTrainer(model, config())) {
                trainer.initialize(new Shape(1, LENGTH));
                for (var batch : trainer.iterateDataset(texts(trainer.getManager()))) {
                    EasyTrain.trainBatch(trainer, batch);
                    trainer.step();
                    batch.close();
                }
                assertThat(bias.getArray().abs().max().getFloat()).isPositive();
                assertThat(words.getArray()).isEqualTo(before);
            }
        } catch (java.io.IOException | ai.djl.translate.TranslateException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void executorsAreRefused() {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (Model model = Model.newInstance("reformer")) {
            model.setBlock(SmallEncoders.model(CONFIG));
            TrainingConfig config = config().optExecutorService(executor);
            assertThatThrownBy(() -> new RecomputingTrainer(model, config))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("executor service");
        } finally {
            executor.shutdown();
        }
    }
}
