/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.checkpoint.LoadOptions;
import org.efficienttransformers.finetune.Batching;
import org.efficienttransformers.finetune.Evaluation;
import org.efficienttransformers.finetune.Trainee;
import org.efficienttransformers.finetune.task.SummarizationTask.Pair;
import org.efficienttransformers.settings.Settings;
import org.efficienttransformers.training.TrainingBatch;
import org.efficienttransformers.training.loss.CrossEntropyLoss;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Losses of src/test/python/make_teacher_forcing.py: transformers shifts its labels by itself. */
class SummarizationTaskTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    private static List<Pair> pairs(int end) {
        List<Pair> pairs = new ArrayList<>();
        for (int j = 0; j < 2; j++) {
            int more = j;
            int[] source =
                    IntStream.range(0, 40 + 2 * j).map(i -> 5 + (7 * i + 3 * more) % 40).toArray();
            int[] target =
                    IntStream.range(0, 6 + 3 * j).map(i -> 6 + (5 * i + more) % 30).toArray();
            target[target.length - 1] = end;
            pairs.add(new Pair(source, target, ""));
        }
        return pairs;
    }

    @ParameterizedTest
    @CsvSource({
        "led-first-token-global, 2, 5.577892, 5.535162",
        "bigbird-pegasus-sparse, 1, 4.717232, 4.754663",
        "longt5-tglobal, 1, 6.297435, 6.268704",
    })
    void forcesTheDecoderAsTransformersDoes(String name, int end, double plain, double smoothed)
            throws IOException {
        List<Pair> pairs = pairs(end);
        try (NDManager manager = NDManager.newBaseManager()) {
            Checkpoint checkpoint =
                    Checkpoint.load(FIXTURES.resolve(name), manager, LoadOptions.DEFAULT);
            Trainee trainee = new Trainee(checkpoint, null, null, null, 64);
            SummarizationTask task =
                    new SummarizationTask(
                            pairs,
                            pairs,
                            trainee,
                            new Batching(0, 1, 1000, 2, 1000, false),
                            Settings.DEFAULT,
                            1,
                            0.1);
            assertThat(task.lengths()).containsExactly(46, 51);
            ParameterStore store = new ParameterStore(manager, false);
            TrainingBatch batch = task.batch(manager, 0, 0, 1);
            NDList outputs = checkpoint.model().forward(store, batch.inputs(), false);
            assertThat(mean(task.loss(), batch, outputs)).isCloseTo(smoothed, within(1e-4));
            Evaluation evaluation =
                    task.evaluate(
                            inputs -> checkpoint.model().forward(store, inputs, false), manager);
            assertThat(evaluation.name()).isEqualTo("loss");
            assertThat(evaluation.figure()).isCloseTo(plain, within(1e-4));
        }
    }

    private static double mean(CrossEntropyLoss loss, TrainingBatch batch, NDList outputs) {
        NDArray sum = loss.sum(batch.labels(), outputs);
        return sum.getFloat() / loss.weight(batch.labels());
    }
}
