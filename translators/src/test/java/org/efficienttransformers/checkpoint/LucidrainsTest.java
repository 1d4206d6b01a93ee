/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.weights.TensorStore;
import org.efficienttransformers.weights.folder.Weights;
import org.efficienttransformers.weights.safetensors.SafetensorsWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** State dicts of performer-pytorch and linformer; their numbers are held to fixtures. */
class LucidrainsTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    @TempDir private Path folder;
    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray run(Checkpoint checkpoint) {
        NDArray ids = manager.arange(0, 33, 1, DataType.INT64).reshape(new Shape(1, 33));
        return checkpoint
                .model()
                .forward(new ParameterStore(manager, false), new NDList(ids), false)
                .head();
    }

    private Checkpoint load(Path from, LoadOptions options) throws IOException {
        return Checkpoint.load(from, manager, options);
    }

    /** Copies a fixture with another configuration and other names. */
    private void change(String fixture, Consumer<JsonObject> settings, String prefix)
            throws IOException {
        JsonObject json = PretrainedConfig.read(FIXTURES.resolve(fixture)).toJson();
        settings.accept(json);
        Files.writeString(folder.resolve("config.json"), json.toString());
        Map<String, NDArray> tensors = new LinkedHashMap<>();
        try (TensorStore store = Weights.open(FIXTURES.resolve(fixture))) {
            for (String name : store.names()) {
                tensors.put(prefix + name, store.read(manager, name));
            }
        }
        SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, DataType.FLOAT32);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "performer-pytorch",
                "performer-pytorch-causal",
                "performer-pytorch-relu-learned-positions-tied",
                "lucidrains-linformer",
                "lucidrains-linformer-shared"
            })
    void whatIsSavedLoadsAgain(String fixture) throws IOException {
        Checkpoint checkpoint = load(FIXTURES.resolve(fixture), LoadOptions.DEFAULT);
        checkpoint.save(folder, DataType.FLOAT32);
        Checkpoint again = load(folder, LoadOptions.DEFAULT);
        // On GPUs a product depends on where in memory its factors begin.
        assertThat(Fixture.error(run(again), run(checkpoint))).isLessThan(1e-5);
        assertThat(again.report().unused()).isEmpty();
        assertThat(again.model().head()).isEqualTo(checkpoint.model().head());
    }

    @Test
    void theHeadFollowsFromTheConfiguration() throws IOException {
        assertThat(load(FIXTURES.resolve("performer-pytorch"), LoadOptions.DEFAULT).model().head())
                .isEqualTo(Head.MASKED_LM);
        Checkpoint causal = load(FIXTURES.resolve("performer-pytorch-causal"), LoadOptions.DEFAULT);
        assertThat(causal.model().head()).isEqualTo(Head.CAUSAL_LM);
        JsonArray base = new JsonArray();
        base.add("PerformerModel");
        change("performer-pytorch", json -> json.add("architectures", base), "");
        Checkpoint encoder = load(folder, LoadOptions.DEFAULT);
        assertThat(encoder.model().head()).isEqualTo(Head.BASE);
        assertThat(encoder.report().unused()).contains("to_out.weight", "to_out.bias");
    }

    @ParameterizedTest
    @ValueSource(strings = {"net.", "module.", "module.net."})
    void takesWhatWrappersPutInFront(String prefix) throws IOException {
        change("performer-pytorch-causal", json -> {}, prefix);
        NDArray expected =
                run(load(FIXTURES.resolve("performer-pytorch-causal"), LoadOptions.DEFAULT));
        assertThat(run(load(folder, LoadOptions.DEFAULT))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "performer-pytorch, local_attn_heads, 2",
        "performer-pytorch, use_rezero, true",
        "lucidrains-linformer, reversible, true"
    })
    void refusesModelsOfAnotherMake(String fixture, String argument, String value)
            throws IOException {
        change(
                fixture,
                json -> json.add(argument, com.google.gson.JsonParser.parseString(value)),
                "");
        assertThatThrownBy(() -> load(folder, LoadOptions.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(argument + " = " + value + "; models made with it");
        change(
                fixture,
                json -> json.add(argument, com.google.gson.JsonParser.parseString("false")),
                "");
        assertThat(load(folder, LoadOptions.DEFAULT).model()).isNotNull();
    }

    @Test
    void refusesOptionsAndFilesThatDontFit() throws IOException {
        Path performer = FIXTURES.resolve("performer-pytorch");
        assertThatThrownBy(() -> load(performer, LoadOptions.of(Map.of("attention", "longformer"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("keep their own attention");
        assertThatThrownBy(() -> load(performer, LoadOptions.of(Map.of("maxLength", 49))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("maxLength is 49", "positions for 48 tokens");
        change("performer-pytorch", json -> json.addProperty("nb_features", 13), "");
        assertThatThrownBy(() -> load(folder, LoadOptions.DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("projection_matrix", "(12, 8)", "(13, 8)");
        change("performer-pytorch", json -> json.addProperty("generalized_attention", true), "");
        assertThat(load(folder, LoadOptions.DEFAULT).model()).isNotNull();
        change(
                "performer-pytorch",
                json -> {
                    json.addProperty("generalized_attention", true);
                    json.addProperty("kernel_fn", "gelu");
                },
                "");
        assertThatThrownBy(() -> load(folder, LoadOptions.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'gelu'; allowed: softmax, relu");
        change("lucidrains-linformer", json -> json.addProperty("share_kv", true), "");
        assertThatThrownBy(() -> load(folder, LoadOptions.DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unexpected")
                .hasMessageContaining("proj_v");
        change("lucidrains-linformer", json -> json.remove("seq_len"), "");
        assertThatThrownBy(() -> load(folder, LoadOptions.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no seq_len, which is needed");
    }
}
