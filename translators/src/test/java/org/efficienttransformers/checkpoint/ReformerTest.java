/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.weights.TensorStore;
import org.efficienttransformers.weights.safetensors.SafetensorsStore;
import org.junit.jupiter.api.Test;

/** Checkpoints of Reformer load, or say what is wrong. */
class ReformerTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    private static Checkpoint load(
            String fixture, Map<String, ?> arguments, Consumer<JsonObject> change)
            throws IOException {
        Path folder = FIXTURES.resolve(fixture);
        JsonObject json = PretrainedConfig.read(folder).toJson();
        change.accept(json);
        try (NDManager manager = NDManager.newBaseManager();
                TensorStore store = SafetensorsStore.open(folder.resolve("model.safetensors"))) {
            return Checkpoint.load(
                    new PretrainedConfig(json, "config.json"),
                    store,
                    manager,
                    LoadOptions.of(arguments));
        }
    }

    private static void refused(String key, String value, String... sentence) {
        assertThatThrownBy(
                        () ->
                                load(
                                        "reformer-causal-lm",
                                        Map.of(),
                                        json -> json.add(key, JsonParser.parseString(value))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(sentence);
    }

    @Test
    void theHeadFollowsFromTheArchitecture() throws IOException {
        assertThat(load("reformer-causal-lm", Map.of(), json -> {}).model().head())
                .isEqualTo(Head.CAUSAL_LM);
        Checkpoint base =
                load("reformer-causal-lm", Map.of(), json -> json.remove("architectures"));
        assertThat(base.model().head()).isEqualTo(Head.BASE);
        assertThat(base.report().unused())
                .containsExactlyInAnyOrder("lm_head.bias", "lm_head.decoder.weight");
    }

    @Test
    void refusesConfigurationsThatMakeNoSense() {
        refused("num_buckets", "7", "num_buckets is [7]", "even");
        refused("num_buckets", "[4, 3]", "num_buckets is [4, 3]", "even");
        refused("attn_layers", "[\"local\", \"global\"]", "global", "local and lsh");
        refused("attn_layers", "[]", "attn_layers is", "allowed: a list of local and lsh");
        refused("attn_layers", "\"lsh\"", "attn_layers", "a list of texts");
        refused("axial_pos_embds_dim", "[8, 8]", "axial_pos_embds_dim is [8, 8]", "sum");
        refused("axial_pos_shape", "[48]", "axial_pos_shape = [48]", "two axes");
        refused("axial_pos_shape", "[0, 8]", "axial_pos_shape is 0");
        refused("lsh_attn_chunk_length", "0", "lsh_attn_chunk_length is '0'");
        refused("local_num_chunks_after", "1", "causal attention sees none");
        refused("is_decoder", "false", "set is_decoder to true");
        refused("num_hashes", "0", "num_hashes is '0'");
        refused("hidden_act", "\"mish\"", "hidden_act", "relu");
    }

    @Test
    void refusesWhatAReformerCantBeGiven() {
        assertThatThrownBy(() -> load("reformer-model", Map.of("attention", "full"), json -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("keep their own attention");
        assertThatThrownBy(() -> load("reformer-model", Map.of("maxLength", 49), json -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("positions for 48 tokens");
    }
}
