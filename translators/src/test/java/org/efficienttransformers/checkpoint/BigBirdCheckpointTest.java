/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.weights.TensorStore;
import org.efficienttransformers.weights.safetensors.SafetensorsStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is allowed to BigBird, and what its attention does in other encoders. */
class BigBirdCheckpointTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final String MODEL = "bigbird-model";
    private static final String DECODER = "bigbird-causal-lm";
    private static final String BERT = "bert-model";

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private Checkpoint load(String fixture, String key, Object value, Map<String, ?> arguments)
            throws IOException {
        Path folder = FIXTURES.resolve(fixture);
        var json = PretrainedConfig.read(folder).toJson();
        if (value instanceof Number number) {
            json.addProperty(key, number);
        } else if (value instanceof Boolean bool) {
            json.addProperty(key, bool);
        } else {
            json.addProperty(key, value.toString());
        }
        PretrainedConfig config = new PretrainedConfig(json, "config.json");
        try (TensorStore store = SafetensorsStore.open(folder.resolve("model.safetensors"))) {
            return Checkpoint.load(config, store, manager, LoadOptions.of(arguments));
        }
    }

    private Checkpoint load(String fixture, Map<String, ?> arguments) throws IOException {
        return load(fixture, "torch_dtype", "float32", arguments);
    }

    private void refused(String fixture, String key, Object value, String... sentence) {
        assertThatThrownBy(() -> load(fixture, key, value, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(sentence);
    }

    private NDArray run(TransformerModel model, int length) {
        long[] ids = new long[length];
        for (int i = 0; i < length; i++) {
            ids[i] = 4L + i * 7 % 50;
        }
        NDArray array = manager.create(ids, new Shape(1, length));
        NDList outputs =
                model.forward(new ParameterStore(manager, false), new NDList(array), false);
        return outputs.head();
    }

    @Test
    void refusesSettingsOutOfRange() {
        refused(MODEL, "block_size", 0, "block_size is '0'; allowed: a whole number of 1 or more");
        refused(
                MODEL,
                "num_random_blocks",
                -1,
                "num_random_blocks is '-1'; allowed: a whole number of 0 or more");
        refused(
                MODEL,
                "attention_type",
                "sparse",
                "attention_type = sparse; supported: block_sparse, original_full");
    }

    @Test
    void refusesDecodersWithBlockSparseAttention() {
        refused(
                MODEL,
                "is_decoder",
                true,
                "is_decoder = true",
                "can't be causal",
                "attention=full");
        refused(DECODER, "attention_type", "block_sparse", "is_decoder = true", "can't be causal");
        assertThatThrownBy(() -> load(DECODER, Map.of("attention", "bigbird")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("can't be causal");
    }

    @Test
    void refusesLanguageModelsThatSeeTheFuture() {
        refused(
                DECODER,
                "is_decoder",
                false,
                "BigBirdForCausalLM and is_decoder = false",
                "set is_decoder to true");
    }

    @Test
    void refusesProjectionsWithoutBiasWhereTheMechanismHasOne() {
        for (String attention : new String[] {"longformer", "linformer"}) {
            assertThatThrownBy(
                            () ->
                                    load(
                                            "bigbird-model-rescaled-no-bias",
                                            Map.of("attention", attention)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("use_bias = false", "attention=" + attention);
        }
    }

    /** Transformers has no plan for that, but the paper does without in its ablations. */
    @Test
    void worksWithoutRandomBlocks() throws IOException {
        TransformerModel model = load(MODEL, "num_random_blocks", 0, Map.of()).model();
        NDArray states = run(model, 42);
        assertThat(states.getShape()).isEqualTo(new Shape(1, 42, 16));
        assertThat(states.isNaN().any().getBoolean()).isFalse();
        assertThat(states).isNotEqualTo(run(load(MODEL, Map.of()).model(), 42));
    }

    @Test
    void moreRandomBlocksThanBlocksMeansFullAttention() throws IOException {
        NDArray full = run(load(MODEL, Map.of("attention", "full")).model(), 42);
        NDArray dense = run(load(MODEL, "num_random_blocks", 30, Map.of()).model(), 42);
        assertClose(dense, full, 1e-6f);
        assertThat(run(load(MODEL, Map.of()).model(), 42)).isNotEqualTo(full);
    }

    @Test
    void blocksBeyondTheLongestTextMeanFullAttention() throws IOException {
        NDArray full = run(load(MODEL, Map.of("attention", "full")).model(), 42);
        assertClose(run(load(MODEL, "block_size", 1000, Map.of()).model(), 42), full, 1e-6f);
    }

    @Test
    void takesTheAttentionOfBigBirdIntoOtherEncoders() throws IOException {
        Map<String, Object> swap =
                Map.of("attention", "bigbird", "blockSize", 4, "numRandomBlocks", 1);
        TransformerModel full = load(BERT, Map.of()).model();
        TransformerModel sparse = load(BERT, swap).model();
        assertClose(run(sparse, 28), run(full, 28), 1e-5f);
        NDArray states = run(sparse, 45);
        assertThat(states).isNotEqualTo(run(full, 45)).isEqualTo(run(sparse, 45));
        Map<String, Object> portable =
                Map.of(
                        "attention",
                        "bigbird",
                        "blockSize",
                        4,
                        "numRandomBlocks",
                        1,
                        "kernels",
                        "portable");
        assertClose(states, run(load(BERT, portable).model(), 45), 1e-5f);
    }

    @Test
    void computesInFloat16() throws IOException {
        for (String kernels : new String[] {"portable", "fused"}) {
            Map<String, Object> half = Map.of("dtype", "float16", "kernels", kernels);
            NDArray actual = run(load(MODEL, half).model(), 42);
            assertThat(actual.getDataType()).isEqualTo(DataType.FLOAT16);
            NDArray expected = run(load(MODEL, Map.of()).model(), 42);
            assertClose(actual.toType(DataType.FLOAT32, false), expected, 0.02f);
        }
    }

    private static void assertClose(NDArray actual, NDArray expected, float tolerance) {
        float[] a = actual.toFloatArray();
        float[] e = expected.toFloatArray();
        assertThat(a).hasSameSizeAs(e);
        for (int i = 0; i < e.length; i++) {
            assertThat(a[i]).isCloseTo(e[i], within(tolerance * Math.max(1, Math.abs(e[i]))));
        }
    }
}
