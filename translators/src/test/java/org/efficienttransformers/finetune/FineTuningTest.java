/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.efficienttransformers.checkpoint.LoadOptions;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.finetune.FineTuning.Result;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;
import org.efficienttransformers.training.TrainingBatch;
import org.efficienttransformers.training.loss.CrossEntropyLoss;
import org.efficienttransformers.weights.safetensors.SafetensorsStore;
import org.efficienttransformers.weights.safetensors.SafetensorsWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run stops, goes on and keeps its best model as it says, whatever the evaluations find. */
class FineTuningTest {

    private static final String CONFIG =
            "{\"model_type\":\"bert\",\"architectures\":[\"BertForSequenceClassification\"],"
                    + "\"vocab_size\":12,\"hidden_size\":4,\"num_hidden_layers\":1,"
                    + "\"num_attention_heads\":1,\"intermediate_size\":8,"
                    + "\"max_position_embeddings\":8,\"type_vocab_size\":1,\"pad_token_id\":0,"
                    + "\"hidden_dropout_prob\":0.1,\"attention_probs_dropout_prob\":0}";

    /** 8 steps: 2 epochs of 16 examples, 4 at once. */
    private static final Settings SETTINGS =
            Settings.DEFAULT
                    .with(FineTuningSettings.EPOCHS, 2)
                    .with(FineTuningSettings.BATCH_SIZE, 4)
                    .with(FineTuningSettings.LEARNING_RATE, 1e-3)
                    .with(FineTuningSettings.WARM_UP, 0.25);

    @TempDir private Path folder;

    private int seed = 5;

    /** Evaluates as it is told to: the figure after a step is that of the step before. */
    private record Scripted(int count, List<Double> figures) implements FineTuningTask {

        @Override
        public int[] lengths() {
            return IntStream.range(0, count).map(i -> 3).toArray();
        }

        @Override
        public TrainingBatch batch(NDManager manager, int epoch, int... examples) {
            long[] ids =
                    Arrays.stream(examples)
                            .flatMap(i -> IntStream.of(1, 3 + i % 8, 2))
                            .asLongStream()
                            .toArray();
            NDArray input = manager.create(ids, new Shape(examples.length, 3));
            input.setName("input_ids");
            long[] labels = Arrays.stream(examples).mapToLong(i -> i % 2).toArray();
            return new TrainingBatch(new NDList(input), new NDList(manager.create(labels)));
        }

        @Override
        public CrossEntropyLoss loss() {
            return CrossEntropyLoss.builder().build();
        }

        @Override
        public Evaluation evaluate(UnaryOperator<NDList> model, NDManager manager) {
            return new Evaluation(Map.of("score", figures.remove(0)), true);
        }
    }

    private Result run(Path output, boolean resume, Settings settings, Double... figures)
            throws IOException {
        return run(output, resume, settings, 16, "data", figures);
    }

    private Result run(
            Path output,
            boolean resume,
            Settings settings,
            int count,
            String data,
            Double... figures)
            throws IOException {
        JsonObject config = JsonParser.parseString(CONFIG).getAsJsonObject();
        return run(output, config, resume, settings, count, data, figures);
    }

    private Result run(
            Path output,
            JsonObject json,
            boolean resume,
            Settings settings,
            int count,
            String data,
            Double... figures)
            throws IOException {
        Engine.getInstance().setRandomSeed(seed);
        try (NDManager manager = NDManager.newBaseManager()) {
            PretrainedConfig config = new PretrainedConfig(json, "here");
            Trainee trainee = Trainee.create(config, LoadOptions.DEFAULT, null, null, manager);
            RunRecord record = new RunRecord("test");
            record.data("train", Path.of("a.csv"), List.of(new LabelledText(data, "x", "here")));
            List<Double> script = new ArrayList<>(List.of(figures));
            Result result =
                    new FineTuning(trainee, new Scripted(count, script), settings)
                            .run(output, resume, record, FineTuningListener.NONE, manager);
            assertThat(script).as("figures that nobody asked for").isEmpty();
            return result;
        }
    }

    private static byte[] model(Path output) throws IOException {
        return Files.readAllBytes(output.resolve("model.safetensors"));
    }

    private static List<String> states(Path output) throws IOException {
        return StateFiles.of(output).stream().map(file -> file.getFileName().toString()).toList();
    }

    /** The rows of log.csv without what differs from run to run: seconds and memory. */
    private static List<String> log(Path output) throws IOException {
        return Files.readAllLines(output.resolve("log.csv")).stream()
                .map(row -> row.replaceFirst("^((?:[^,]*,){6})[^,]*,[^,]*,", "$1"))
                .toList();
    }

    @Test
    void keepsTheBestModelOfAllItsParts() throws IOException {
        Settings each = SETTINGS.with(FineTuningSettings.EVALUATE_EVERY, 2);
        Path whole = folder.resolve("whole");
        run(whole, false, each, 0.5, 0.9, 0.7, 0.8);
        Path parts = folder.resolve("parts");
        run(parts, false, each.with(FineTuningSettings.MAX_STEPS, 4), 0.5, 0.9);
        byte[] best = model(parts);
        run(parts, true, each, 0.7, 0.8);
        assertThat(model(parts)).isEqualTo(best).isEqualTo(model(whole));
        assertThat(log(parts)).isEqualTo(log(whole)).hasSize(9);

        run(folder.resolve("better"), false, each, 0.5, 0.9, 0.7, 0.95);
        assertThat(model(folder.resolve("better"))).isNotEqualTo(best);
    }

    @Test
    void stopsByAllEvaluationsOfAllItsParts() throws IOException {
        Settings each =
                SETTINGS.with(FineTuningSettings.EVALUATE_EVERY, 1)
                        .with(FineTuningSettings.PATIENCE, 2);
        Path output = folder.resolve("run");
        run(output, false, each.with(FineTuningSettings.MAX_STEPS, 3), 0.5, 0.9, 0.7);
        Result result = run(output, true, each, 0.8);
        assertThat(result.steps()).isEqualTo(4);
        assertThat(result.interrupted()).isFalse();
        // It has ended, and stays so; with more patience it goes on.
        assertThat(run(output, true, each).steps()).isEqualTo(4);
        assertThat(run(output, true, each.with(FineTuningSettings.PATIENCE, 3), 0.6).steps())
                .isEqualTo(5);
    }

    @Test
    void aFinishedRunIsLeftAsItIs() throws IOException {
        Path output = folder.resolve("run");
        Result first = run(output, false, SETTINGS, 0.5, 0.6);
        byte[] record = Files.readAllBytes(output.resolve(RunRecord.FILE));
        byte[] best = model(output);
        Result again = run(output, true, SETTINGS);
        assertThat(again.steps()).isEqualTo(8);
        assertThat(again.figure()).isEqualTo("score");
        assertThat(again.evaluations()).isEqualTo(first.evaluations()).hasSize(2);
        assertThat(Files.readAllBytes(output.resolve(RunRecord.FILE))).isEqualTo(record);
        assertThatThrownBy(() -> run(output, false, SETTINGS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has a run.json already")
                .hasMessageContaining("give another folder, or resume the run");
        assertThat(model(output)).isEqualTo(best);
    }

    @Test
    void refusesToGoOnWithSomethingElse() throws IOException {
        Path output = folder.resolve("run");
        run(output, false, SETTINGS.with(FineTuningSettings.MAX_STEPS, 4), 0.5);
        byte[] best = model(output);
        assertRefused(output, SETTINGS.with(FineTuningSettings.EPOCHS, 3), "epochs: 2, and this");
        assertRefused(output, SETTINGS.with(FineTuningSettings.BATCH_SIZE, 2), "batchSize: 4");
        assertRefused(output, SETTINGS.with(FineTuningSettings.SEED, 7), "seed: 42, and this");
        assertRefused(
                output, SETTINGS.with(FineTuningSettings.LEARNING_RATE, 2e-3), "learningRate: ");
        assertRefused(output, SETTINGS.with(FineTuningSettings.METRIC, "score"), "metric: null");
        assertThatThrownBy(() -> run(output, true, SETTINGS, 16, "other"))
                .hasMessageContaining("another value of the data for train: ");
        assertThatThrownBy(() -> run(output, true, SETTINGS, 15, "data"))
                .hasMessageContaining("another value of the number of examples: 16");
        JsonObject config = JsonParser.parseString(CONFIG).getAsJsonObject();
        config.addProperty("hidden_dropout_prob", 0.3);
        assertThatThrownBy(() -> run(output, config, true, SETTINGS, 16, "data"))
                .hasMessageContaining("another value of hidden_dropout_prob of config.json: ")
                .hasMessageContaining(", and this one has 0.3;");
        config.remove("hidden_dropout_prob");
        config.addProperty("something_new", true);
        assertThatThrownBy(() -> run(output, config, true, SETTINGS, 16, "data"))
                .hasMessageContaining("config.json: ");
        assertThatThrownBy(() -> run(folder.resolve("none"), true, SETTINGS))
                .hasMessageContaining("There is no state-<step>.safetensors in ");
        assertThat(model(output)).isEqualTo(best);
        run(output, true, SETTINGS, 0.4);
    }

    private void assertRefused(Path output, Settings settings, String sentence) {
        assertThatThrownBy(() -> run(output, true, settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("another value of " + sentence);
    }

    /** The state of an adapter doesn't have the weights that it is for. */
    @Test
    void anAdapterGoesOnWithItsOwnBaseModelOnly() throws IOException {
        Path output = folder.resolve("run");
        Settings adapter = SETTINGS.with(FineTuningSettings.LORA_RANK, 2);
        run(output, false, adapter.with(FineTuningSettings.MAX_STEPS, 4), 0.5);
        seed = 6;
        assertRefused(output, adapter, "the weights of the base model: ");
        seed = 5;
        run(output, true, adapter, 0.4);
    }

    /** A process that is killed while it evaluates has saved, and evaluates when it goes on. */
    @Test
    void anEvaluationThatIsCutOffIsMadeLater() throws IOException {
        Path whole = folder.resolve("whole");
        run(whole, false, SETTINGS, 0.5, 0.6);
        Path parts = folder.resolve("parts");
        assertThatThrownBy(() -> run(parts, false, SETTINGS)) // has no figure to give
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(states(parts)).containsExactly("state-4.safetensors");
        Path copy = folder.resolve("copy");
        Files.createDirectories(copy);
        for (String file : List.of("state-4.safetensors", "log.csv")) {
            Files.copy(parts.resolve(file), copy.resolve(file));
        }
        run(parts, true, SETTINGS, 0.5, 0.6);
        assertThat(log(parts)).isEqualTo(log(whole));
        assertThat(model(parts)).isEqualTo(model(whole));

        // Killed after the row was written, and before the state was.
        Files.writeString(
                copy.resolve("log.csv"),
                Files.readString(copy.resolve("log.csv")).strip() + "0.5\n5,1,0.4");
        run(copy, true, SETTINGS, 0.5, 0.6);
        assertThat(log(copy)).isEqualTo(log(whole));
    }

    @Test
    void aFigureThatThereIsNotCostsNoStep() throws IOException {
        Path output = folder.resolve("run");
        Settings misspelt = SETTINGS.with(FineTuningSettings.METRIC, "scoer");
        assertThatThrownBy(() -> run(output, false, misspelt, 0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("metric is 'scoer'; allowed: score.");
        assertThat(output.resolve("log.csv")).doesNotExist();
        run(output, false, SETTINGS.with(FineTuningSettings.METRIC, "score"), 0.4, 0.5, 0.6);
    }

    /** A perplexity may be above all numbers, or none. */
    @Test
    void figuresThatAreNoNumbersAreRecorded() throws IOException {
        Path output = folder.resolve("run");
        run(output, false, SETTINGS, Double.POSITIVE_INFINITY, Double.NaN);
        assertThat(Files.readString(output.resolve(RunRecord.FILE)))
                .contains("\"4\": Infinity", "\"8\": NaN");
    }

    @Test
    void savesStatesBetweenEvaluationsAndKeepsTheLast() throws IOException {
        Path output = folder.resolve("run");
        Settings often =
                SETTINGS.with(FineTuningSettings.SAVE_EVERY, 3).with(FineTuningSettings.KEEP, 3);
        run(output, false, often, 0.5, 0.6);
        assertThat(states(output))
                .containsExactly(
                        "state-8.safetensors", "state-6.safetensors", "state-4.safetensors");
        // From an earlier one it goes on as it did.
        List<String> log = log(output);
        Files.delete(output.resolve("state-8.safetensors"));
        // What a full disk leaves of a row.
        Files.writeString(output.resolve("log.csv"), "9", StandardOpenOption.APPEND);
        run(output, true, often, 0.6);
        assertThat(log(output)).isEqualTo(log);

        Path one = folder.resolve("one");
        run(one, false, SETTINGS, 0.5, 0.6);
        assertThat(states(one)).containsExactly("state-8.safetensors");
    }

    @Test
    void namesADamagedState() throws IOException {
        Path output = folder.resolve("run");
        run(output, false, SETTINGS.with(FineTuningSettings.MAX_STEPS, 4), 0.5);
        Path state = output.resolve("state-4.safetensors");
        byte[] whole = Files.readAllBytes(state);
        byte[] flipped = whole.clone();
        flipped[whole.length - 5] ^= 1;
        Files.write(state, flipped);
        assertThatThrownBy(() -> run(output, true, SETTINGS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("state-4.safetensors is damaged");
        Files.write(state, Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> run(output, true, SETTINGS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("state-4.safetensors");
        try (NDManager manager = NDManager.newBaseManager()) {
            SafetensorsWriter.write(
                    state, Map.of("x", manager.ones(new Shape(1))), DataType.FLOAT32);
        }
        assertThatThrownBy(() -> run(output, true, SETTINGS))
                .hasMessageContaining("isn't the state of a training");
        Files.write(state, whole);
        run(output, true, SETTINGS, 0.4);
    }

    @Test
    void writesForTensorBoardFromWhereItGoesOn() throws IOException {
        Path output = folder.resolve("run");
        Settings settings = SETTINGS.with(FineTuningSettings.TENSORBOARD, true);
        run(output, false, settings.with(FineTuningSettings.MAX_STEPS, 4), 0.5);
        run(output, true, settings, 0.6);
        try (Stream<Path> files = Files.list(output.resolve("tensorboard"))) {
            List<String> texts =
                    files.sorted()
                            .map(
                                    file -> {
                                        try {
                                            return Files.readString(
                                                    file, StandardCharsets.ISO_8859_1);
                                        } catch (IOException e) {
                                            throw new UncheckedIOException(e);
                                        }
                                    })
                            .toList();
            assertThat(texts).hasSize(2);
            assertThat(texts)
                    .allSatisfy(
                            text -> {
                                assertThat(text.split("train/loss", -1)).hasSize(5);
                                assertThat(text.split("eval/score", -1)).hasSize(2);
                            });
        }
        run(folder.resolve("none"), false, SETTINGS, 0.5, 0.6);
        assertThat(folder.resolve("none").resolve("tensorboard")).doesNotExist();
    }

    @Test
    void looksForALearningRate() throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            PretrainedConfig config =
                    new PretrainedConfig(JsonParser.parseString(CONFIG).getAsJsonObject(), "here");
            Trainee trainee = Trainee.create(config, LoadOptions.DEFAULT, null, null, manager);
            FineTuning training =
                    new FineTuning(trainee, new Scripted(16, new ArrayList<>()), SETTINGS);
            RateSearch search = training.findRate(1e-4, 1e-2, 21, manager);
            assertThat(search.rates()).hasSize(21);
            for (int i = 0; i < 21; i++) {
                double expected = Math.pow(10, i / 10.0 - 4);
                assertThat(search.rates().get(i)).isCloseTo(expected, within(1e-6 * expected));
            }
            assertThat(Collections.min(search.losses())).isLessThan(search.losses().get(0));
            // It ends before the last rate, and no number isn't among the losses.
            RateSearch wild = training.findRate(1, 1e30, 60, manager);
            assertThat(wild.losses()).hasSizeLessThan(60).allMatch(Double::isFinite);
            assertThatThrownBy(() -> training.findRate(1, 1, 10, manager))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Learning rates are to be tried from 1.0 to 1.0 in 10");
        }
    }

    /** The file is safetensors, whose metadata any other program can read. */
    @Test
    void writesStatesThatOthersCanRead() throws IOException {
        Path output = folder.resolve("run");
        run(output, false, SETTINGS, 0.5, 0.6);
        try (SafetensorsStore store =
                SafetensorsStore.open(output.resolve("state-8.safetensors"))) {
            assertThat(store.names())
                    .contains(
                            "weight.bert.embeddings.word_embeddings.weight",
                            "mean.classifier.weight",
                            "square.classifier.bias");
            assertThat(JsonParser.parseString(store.metadata().get("values")).getAsJsonObject())
                    .satisfies(
                            values -> assertThat(values.get("steps").getAsString()).isEqualTo("8"));
        }
    }

    /**
     * As transformers 5.18 has them: {@code get_linear_schedule_with_warmup(optimizer, 2, 8)} with
     * a learning rate of 1e-3, {@code get_last_lr()} before each of 8 steps.
     */
    @Test
    void learningRatesAreThoseOfTransformers() throws IOException {
        double[] expected = {
            0.0,
            0.0005,
            0.001,
            0.0008333333333333334,
            0.0006666666666666666,
            0.0005,
            0.0003333333333333333,
            0.00016666666666666666
        };
        run(folder.resolve("run"), false, SETTINGS, 0.5, 0.6);
        List<String> rows = log(folder.resolve("run"));
        for (int i = 0; i < expected.length; i++) {
            double rate = Double.parseDouble(rows.get(i + 1).split(",", -1)[4]);
            assertThat(rate).isCloseTo(expected[i], within(1e-7));
        }
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertOutOfRange(
                FineTuningSettings.WARM_UP, 1.5, "warmUp is '1.5'; allowed: a number from");
        assertOutOfRange(FineTuningSettings.WARM_UP, Double.NaN, "warmUp is 'NaN'");
        assertOutOfRange(FineTuningSettings.EPOCHS, 0, "epochs is '0'; allowed: a whole number");
        assertOutOfRange(FineTuningSettings.WEIGHT_DECAY, -5.0, "weightDecay is '-5.0'");
        assertOutOfRange(FineTuningSettings.LEARNING_RATE, 0.0, "learningRate is '0.0'");
        assertOutOfRange(FineTuningSettings.KEEP, 0, "keep is '0'");
    }

    private <T> void assertOutOfRange(Setting<T> setting, T value, String sentence) {
        assertThatThrownBy(() -> run(folder.resolve("run"), false, SETTINGS.with(setting, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
        assertThat(folder.resolve("run")).doesNotExist();
    }
}
