/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.tracker.Tracker;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.efficienttransformers.attention.nystrom.NystromKind;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.training.AdamW;
import org.efficienttransformers.training.TrainingBatch;
import org.efficienttransformers.training.TrainingLoop;
import org.efficienttransformers.training.loss.CrossEntropyLoss;
import org.efficienttransformers.weights.TensorStore;
import org.efficienttransformers.weights.folder.Weights;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Models learn as PyTorch's do: over 60 steps the losses are those that {@code make_loss_curves.py}
 * wrote down, within a millionth.
 */
class LossCurveTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final Path LOSSES = Path.of("src/test/resources/training/loss-curves.txt");
    private static final int ROWS = 2;
    private static final int LENGTH = 48;
    private static final int LABELS = 3;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "bert | bert-masked-lm",
                "longformer | longformer-masked-lm",
                "longformer, global tokens in every second step | longformer-masked-lm",
                "bigbird | bigbird-masked-lm",
                "reformer | reformer-masked-lm",
                "linformer | lucidrains-linformer",
                "performer | performer-pytorch",
                "nystromformer | nystromformer-sequence-classification",
                "convbert | convbert-masked-lm",
                "xlnet | xlnet-sequence-classification",
                "strided | bert-masked-lm",
                "modernbert | modernbert-masked-lm"
            })
    void isThatOfPyTorch(String name, String fixture) throws IOException {
        double[] numbers = numbers(name);
        double[] expected = Arrays.copyOfRange(numbers, 1, numbers.length);
        // Three are so badly conditioned that PyTorch's own float32 strays farther.
        double apart = Math.max(1e-6, 2 * numbers[0]);
        LoadOptions options =
                name.equals("strided")
                        ? LoadOptions.of(Map.of("attention", name))
                        : LoadOptions.DEFAULT;
        try (NDManager manager = NDManager.newBaseManager();
                TensorStore weights = Weights.open(FIXTURES.resolve(fixture))) {
            TransformerModel model =
                    Checkpoint.load(withoutDropout(fixture), weights, manager, options).model();
            model.freezeParameters(false);
            try (TrainingLoop loop = loop(model)) {
                for (int step = 0; step < expected.length; step++) {
                    boolean global = name.contains("global") && step % 2 == 1;
                    double loss = loop.step(List.of(batch(model, step, global, manager))).loss();
                    assertThat(loss)
                            .as("step %d", step)
                            .isCloseTo(expected[step], within(apart * expected[step]));
                }
            }
        }
    }

    private static double[] numbers(String name) throws IOException {
        try (Stream<String> lines = Files.lines(LOSSES)) {
            return lines.filter(line -> line.startsWith(name + "\t"))
                    .map(line -> line.substring(name.length() + 1).split(" ", -1))
                    .map(losses -> Arrays.stream(losses).mapToDouble(Double::parseDouble).toArray())
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static PretrainedConfig withoutDropout(String fixture) throws IOException {
        JsonObject json = PretrainedConfig.read(FIXTURES.resolve(fixture)).toJson();
        List.copyOf(json.keySet()).stream()
                .filter(key -> key.contains("dropout") && json.get(key).isJsonPrimitive())
                .forEach(key -> json.add(key, new JsonPrimitive(0)));
        return new PretrainedConfig(json, fixture);
    }

    private static TrainingLoop loop(TransformerModel model) {
        return TrainingLoop.builder()
                .setBlock(model)
                .setLoss(CrossEntropyLoss.builder().build())
                .setOptimizer(
                        AdamW.builder()
                                .setBlock(model)
                                .setLearningRate(Tracker.fixed(5e-4f))
                                .optWeightDecay(0.1f)
                                .build())
                .build();
    }

    /** The texts of a step, and what is to be learned of them: a third of the words, or a label. */
    private static TrainingBatch batch(
            TransformerModel model, int step, boolean global, NDManager manager) {
        int words = model.description().embeddings().vocabSize();
        // transformers' Nystromformer takes texts of its segment_means_seq_len only.
        int length =
                model.description().layers().get(0).attention().kind() instanceof NystromKind
                        ? 96
                        : LENGTH;
        long[] ids = new long[ROWS * length];
        long[] hidden = new long[ROWS * length];
        long[] marked = new long[ROWS * length];
        long[] sums = new long[ROWS];
        for (int i = 0; i < ids.length; i++) {
            int row = i / length;
            int place = i % length;
            int mixed = 7 * place + 11 * row + 13 * step + place * place * (step + row) % 17;
            ids[i] = 5L + mixed % (words - 5);
            hidden[i] = (place + row + step) % 3 == 0 ? ids[i] : -100;
            marked[i] = place % 19 == 0 ? 1 : 0;
            sums[row] += ids[i];
        }
        Shape shape = new Shape(ROWS, length);
        NDList inputs = new NDList(named("input_ids", manager.create(ids, shape)));
        if (global) {
            inputs.add(named("global_attention_mask", manager.create(marked, shape)));
        }
        NDArray answers =
                model.head() == Head.SEQUENCE_CLASSIFICATION
                        ? manager.create(Arrays.stream(sums).map(sum -> sum % LABELS).toArray())
                        : manager.create(hidden, shape);
        return new TrainingBatch(inputs, new NDList(answers));
    }

    private static NDArray named(String name, NDArray array) {
        array.setName(name);
        return array;
    }
}
