/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.model.StateDict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encoders keep their weights under a new head; new models are random and repeatable. */
class UntrainedModelsTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final List<String> LABELS = List.of("a", "b", "c");

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bert-masked-lm",
                "longformer-question-answering",
                "bigbird-masked-lm",
                "reformer-masked-lm"
            })
    void keepsTheEncoderUnderANewHead(String fixture) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            Path source = FIXTURES.resolve(fixture);
            Checkpoint old = Checkpoint.load(source, manager, LoadOptions.DEFAULT);
            Checkpoint changed =
                    UntrainedModels.withHead(
                            source,
                            Head.SEQUENCE_CLASSIFICATION,
                            LABELS,
                            Dropouts.NONE,
                            manager,
                            LoadOptions.DEFAULT);
            assertThat(changed.model().head()).isEqualTo(Head.SEQUENCE_CLASSIFICATION);
            assertThat(changed.config().labels()).isEqualTo(LABELS);
            Map<String, Parameter> before = StateDict.of(old.model());
            int kept = 0;
            for (Map.Entry<String, Parameter> entry : StateDict.of(changed.model()).entrySet()) {
                if (before.containsKey(entry.getKey())) {
                    kept++;
                    assertThat(entry.getValue().getArray().toFloatArray())
                            .as(entry.getKey())
                            .isEqualTo(before.get(entry.getKey()).getArray().toFloatArray());
                } else {
                    assertThat(entry.getKey()).containsPattern("classifier|pooler");
                }
            }
            assertThat(kept).isGreaterThan(10);
            changed.save(folder, DataType.FLOAT32);
            Checkpoint again = Checkpoint.load(folder, manager, LoadOptions.DEFAULT);
            assertThat(again.config().labels()).isEqualTo(LABELS);
        }
    }

    @Test
    void keepsAHeadOfTheSameKindAndLabels() throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            Path source = FIXTURES.resolve("bert-sequence-classification");
            Checkpoint old = Checkpoint.load(source, manager, LoadOptions.DEFAULT);
            Checkpoint same =
                    UntrainedModels.withHead(
                            source,
                            Head.SEQUENCE_CLASSIFICATION,
                            old.config().labels(),
                            Dropouts.NONE,
                            manager,
                            LoadOptions.DEFAULT);
            assertThat(classifier(same)).isEqualTo(classifier(old));
        }
    }

    private static float[] classifier(Checkpoint checkpoint) {
        return StateDict.of(checkpoint.model()).get("classifier.weight").getArray().toFloatArray();
    }

    @Test
    void newModelsFollowFromTheSeed() throws IOException {
        PretrainedConfig config =
                new PretrainedConfig(
                        JsonParser.parseString(
                                        "{architectures: [BertForSequenceClassification],"
                                                + " model_type: bert, vocab_size: 20, hidden_size:"
                                                + " 8, num_hidden_layers: 1, num_attention_heads:"
                                                + " 2, intermediate_size: 16,"
                                                + " max_position_embeddings: 16}")
                                .getAsJsonObject(),
                        "test");
        try (NDManager manager = NDManager.newBaseManager()) {
            Engine.getInstance().setRandomSeed(1);
            float[] first = classifier(UntrainedModels.create(config, manager));
            float[] second = classifier(UntrainedModels.create(config, manager));
            Engine.getInstance().setRandomSeed(1);
            float[] again = classifier(UntrainedModels.create(config, manager));
            assertThat(again).isEqualTo(first).isNotEqualTo(second);
        }
    }

    @Test
    void refusesMoreThanTheMachineHolds() throws IOException {
        PretrainedConfig config =
                PretrainedConfig.read(FIXTURES.resolve("bert-masked-lm"))
                        .with("vocab_size", 2_000_000_000)
                        .with("intermediate_size", 2_000_000_000);
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThatThrownBy(() -> UntrainedModels.create(config, manager))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching(
                            ".*config.json asks for parameters of \\d+ MB, and this machine has"
                                    + " \\d+ MB of memory; choose smaller sizes.");
        }
    }

    @Test
    void refusesAnEncoderThatLacksALayer() throws IOException {
        Path source = FIXTURES.resolve("bert-masked-lm");
        Files.copy(source.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        String config = Files.readString(source.resolve("config.json"));
        int layers =
                new PretrainedConfig(JsonParser.parseString(config).getAsJsonObject(), "config")
                        .integer("num_hidden_layers");
        Files.writeString(
                folder.resolve("config.json"),
                config.replaceFirst(
                        "\"num_hidden_layers\": \\d+", "\"num_hidden_layers\": " + (layers + 1)));
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(
                            () ->
                                    UntrainedModels.withHead(
                                            folder,
                                            Head.SEQUENCE_CLASSIFICATION,
                                            LABELS,
                                            Dropouts.NONE,
                                            manager,
                                            LoadOptions.DEFAULT))
                    .withMessageContaining("missing from");
        }
    }
}
