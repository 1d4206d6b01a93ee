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
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.weights.TensorStore;
import org.efficienttransformers.weights.safetensors.SafetensorsStore;
import org.efficienttransformers.weights.safetensors.SafetensorsWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of encoder-decoders that hold their table of words more than once. */
class SharedWordsTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    private static final String SHARED = "shared.weight";

    @TempDir private Path folder;

    /** The logits of a model that got one tensor more: a multiple of its table of words. */
    private float[] logits(String fixture, String name, double factor) throws IOException {
        Path original = FIXTURES.resolve(fixture);
        Path changed = folder.resolve("model.safetensors");
        try (NDManager manager = NDManager.newBaseManager();
                TensorStore tensors =
                        SafetensorsStore.open(original.resolve("model.safetensors"))) {
            Map<String, NDArray> all = new LinkedHashMap<>();
            for (String each : tensors.names()) {
                all.put(each, tensors.read(manager, each));
            }
            String words = all.containsKey(SHARED) ? SHARED : "led." + SHARED;
            all.put(name, Scalars.mul(all.get(words), factor));
            SafetensorsWriter.write(changed, all, DataType.FLOAT32);
            try (TensorStore store = SafetensorsStore.open(changed)) {
                Checkpoint loaded =
                        Checkpoint.load(
                                PretrainedConfig.read(original),
                                store,
                                manager,
                                LoadOptions.DEFAULT);
                NDArray ids = manager.create(new long[][] {{5, 7, 9, 2}});
                ids.setName("input_ids");
                NDArray target = manager.create(new long[][] {{0, 11, 3}});
                target.setName("decoder_input_ids");
                return loaded.model()
                        .forward(new ParameterStore(manager, false), new NDList(ids, target), false)
                        .get("logits")
                        .toFloatArray();
            }
        }
    }

    /** Older files hold the table under each of its names. */
    @ParameterizedTest
    @ValueSource(strings = {"encoder.embed_tokens.weight", "lm_head.weight"})
    void theSameTableOnceMoreChangesNothing(String name) throws IOException {
        float[] once = logits("longt5-local", SHARED, 1);
        assertThat(logits("longt5-local", name, 1)).isEqualTo(once);
    }

    /** Logits are linear in the output layer. */
    @Test
    void anOutputLayerOfOtherNumbersIsTaken() throws IOException {
        float[] shared = logits("longt5-local", SHARED, 1);
        float[] own = logits("longt5-local", "lm_head.weight", 2);
        for (int i = 0; i < own.length; i++) {
            shared[i] *= 2;
        }
        assertThat(own).isEqualTo(shared);
    }

    @ParameterizedTest
    @CsvSource({
        "longt5-local, decoder.embed_tokens.weight, shared.weight",
        "led-first-token-global, led.encoder.embed_tokens.weight, led.shared.weight"
    })
    void twoTablesAreRefused(String fixture, String name, String other) {
        assertThatThrownBy(() -> logits(fixture, name, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(other)
                .hasMessageContaining("hold different numbers; encoder and decoder must share");
    }
}
