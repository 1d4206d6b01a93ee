/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.util.StringPair;
import com.google.gson.JsonElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.checkpoint.CheckpointWriter;
import org.efficienttransformers.checkpoint.LoadOptions;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.sentence.SentenceFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A folder of sentence-transformers is saved as one, and gives the same. */
class SentenceSavingTest {

    /** {@code -DsentenceOutput=folder} keeps what is saved, to be loaded in Python. */
    private static final String KEPT = System.getProperty("sentenceOutput");

    @TempDir private Path scratch;

    static List<String> all() {
        return Stream.of(true, false)
                .flatMap(scores -> SentenceFixtures.names(scores).stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("all")
    void givesTheSameAfterSaving(String name) throws Exception {
        Path folder = SentenceFixtures.assemble(name, scratch.resolve("model"));
        Path saved = (KEPT == null ? scratch : Path.of(KEPT)).resolve(name);
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            Checkpoint.load(folder, manager, LoadOptions.DEFAULT)
                    .save(folder, saved, DataType.FLOAT32);
        }
        assertThat(saved.resolve("config.json")).isRegularFile();
        assertThat(given(name, saved)).isDeepEqualTo(given(name, folder));
    }

    private static float[][] given(String name, Path folder) throws Exception {
        if (name.startsWith("scores")) {
            try (var model = LoadedModel.load(folder, StringPair.class, float[].class);
                    Predictor<StringPair, float[]> predictor = model.predictor()) {
                return new float[][] {predictor.predict(new StringPair("where is it", "Bees"))};
            }
        }
        List<String> texts = new ArrayList<>();
        for (JsonElement text : SentenceFixtures.inputs("texts")) {
            texts.add(text.getAsString());
        }
        try (var model = LoadedModel.load(folder, String.class, float[].class, "truncation", true);
                Predictor<String, float[]> predictor = model.predictor()) {
            return predictor.batchPredict(texts).toArray(float[][]::new);
        }
    }

    @Test
    void whatWasAskedForInsteadIsSaved() throws Exception {
        Path plain = SentenceFixtures.ROOT.resolve("encoder");
        Path saved = scratch.resolve("saved");
        float[] vector;
        try (var model =
                        LoadedModel.load(
                                plain,
                                String.class,
                                float[].class,
                                "pooling",
                                "lasttoken,cls",
                                "normalize",
                                true);
                Predictor<String, float[]> predictor = model.predictor()) {
            vector = predictor.predict("Bees");
            model.model()
                    .setProperty(
                            CheckpointWriter.CONFIG_PROPERTY,
                            PretrainedConfig.read(plain).toJson().toString());
            CheckpointWriter.save(model.model(), saved, DataType.FLOAT32);
        }
        assertThat(vector).hasSize(32);
        try (var model = LoadedModel.load(saved, String.class, float[].class);
                Predictor<String, float[]> predictor = model.predictor()) {
            assertThat(predictor.predict("Bees")).containsExactly(vector, within(0f));
        }
        // Saved over it: what is no longer asked for.
        try (var model =
                LoadedModel.load(
                        saved, String.class, float[].class, "pooling", "max", "normalize", false)) {
            model.model()
                    .setProperty(
                            CheckpointWriter.CONFIG_PROPERTY,
                            PretrainedConfig.read(plain).toJson().toString());
            CheckpointWriter.save(model.model(), saved, DataType.FLOAT32);
        }
        assertThat(SentenceFolder.read(saved).modules())
                .extracting("path")
                .containsExactly("", "1_Pooling");
        assertThat(Files.readString(saved.resolve("1_Pooling/config.json")))
                .contains("\"pooling_mode_max_tokens\": true");
    }

    @Test
    void aLongerModelReadsLongerTexts() throws Exception {
        Path folder = SentenceFixtures.assemble("short", scratch.resolve("model"));
        Path saved = scratch.resolve("saved");
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            Checkpoint.load(folder, manager, LoadOptions.of(Map.of("maxLength", 128)))
                    .save(folder, saved, DataType.FLOAT32);
        }
        assertThat(SentenceFolder.read(folder).settings().maxLength()).isEqualTo(9);
        assertThat(SentenceFolder.read(saved).settings().maxLength()).isEqualTo(128);
    }
}
