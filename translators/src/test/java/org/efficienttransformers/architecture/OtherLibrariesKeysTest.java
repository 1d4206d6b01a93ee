/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.efficienttransformers.attention.position.RotaryPositions;
import org.efficienttransformers.attention.randomfeature.PerformerKind;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.AttentionPart;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.ModelDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Keys that the code next to a model, or another library, gives to what transformers has other
 * names for: Nomic's modeling_hf_nomic_bert.py, performer-pytorch and linformer of lucidrains.
 */
class OtherLibrariesKeysTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    /** Changes a fixture's config.json; null takes a key away. */
    private static ModelDescription describe(String fixture, String changes) throws IOException {
        JsonObject json =
                JsonParser.parseString(Files.readString(FIXTURES.resolve(fixture + "/config.json")))
                        .getAsJsonObject();
        JsonObject changed = JsonParser.parseString(changes.replace('\'', '"')).getAsJsonObject();
        for (Map.Entry<String, JsonElement> entry : changed.entrySet()) {
            json.remove(entry.getKey());
            if (!entry.getValue().isJsonNull()) {
                json.add(entry.getKey(), entry.getValue());
            }
        }
        PretrainedConfig config = new PretrainedConfig(json, "config.json");
        return Architectures.of(config).describe(config, Head.BASE);
    }

    private static LayerPart layer(String fixture, String changes) throws IOException {
        return describe(fixture, changes).layers().get(0);
    }

    private static RotaryPositions nomic(String changes) throws IOException {
        return layer("nomic-bert-model-hub-config", changes).attention().rotary();
    }

    /** What transformers' own class reads comes before what the remote code does. */
    @Test
    void rotaryBaseOfNomic() throws IOException {
        assertThat(nomic("{'rotary_emb_base': 700}").theta()).isEqualTo(700);
        assertThat(nomic("{'rotary_emb_base': null}").theta()).isEqualTo(1000);
        String both =
                "{'rotary_emb_base': 700, 'rope_parameters': {'rope_type': 'default',"
                        + " 'rope_theta': 300}}";
        assertThat(nomic(both).theta()).isEqualTo(300);
        assertThat(nomic("{'rotary_emb_base': 700}").scaling())
                .isEqualTo(new RotaryPositions.Linear(1));
        assertThat(nomic("{'rotary_emb_base': 700, 'rotary_scaling_factor': 2}").scaling())
                .isEqualTo(new RotaryPositions.Dynamic(2, 192));
        assertThat(nomic("{'rotary_emb_interleaved': true}").pairing())
                .isEqualTo(RotaryPositions.Pairing.NEIGHBOURS);
    }

    /** nomic-embed-text-v1.5 has 8,192 positions and was trained with 2,048. */
    @ParameterizedTest
    @CsvSource({"8192, 2048, null, 2048", "8192, 2048, 2, 8192", "512, 2048, null, 512"})
    void lengthOfNomic(int positions, int trained, String factor, int length) throws IOException {
        String changes =
                String.format(
                        "{'n_positions': %d, 'max_trained_positions': %d,"
                                + " 'rotary_scaling_factor': %s}",
                        positions, trained, factor);
        assertThat(describe("nomic-bert-model-hub-config", changes).maxLength()).isEqualTo(length);
    }

    /** As GPT-2 has it: four times the width, where n_inner is missing. */
    @Test
    void widthOfNomic() throws IOException {
        assertThat(
                        layer("nomic-bert-model-hub-config", "{'n_inner': null}")
                                .feedForward()
                                .in()
                                .units())
                .isEqualTo(4 * 40);
    }

    /** One expert is a feed forward like any other. */
    @Test
    void expertsOfNomic() throws IOException {
        assertThat(nomic("{'num_experts': 1}")).isNotNull();
        assertThatThrownBy(() -> nomic("{'num_experts': 2}")).hasMessageContaining("num_experts");
    }

    /** In performer-pytorch as many features as d log d comes to: 266 for heads of 64. */
    @Test
    void featuresOfPerformers() throws IOException {
        AttentionPart attention =
                layer("performer-pytorch", "{'dim_head': null, 'nb_features': null}").attention();
        assertThat(attention.headSize()).isEqualTo(64);
        assertThat(attention.settings().get(PerformerKind.FEATURES)).isEqualTo(266);
    }

    /** performer-pytorch drops in two places by two rates, linformer by one. */
    @Test
    void dropoutsOfLucidrains() throws IOException {
        String rates = "{'attn_dropout': 0.25, 'ff_dropout': 0.5, 'dropout': 0.75}";
        LayerPart performer = layer("performer-pytorch", rates);
        assertThat(performer.attention().probabilityDropout()).isEqualTo(0.25f);
        assertThat(performer.feedForward().dropoutInside()).isEqualTo(0.5f);
        LayerPart linformer = layer("lucidrains-linformer", "{'dropout': 0.75}");
        assertThat(linformer.attention().probabilityDropout()).isEqualTo(0.75f);
        assertThat(linformer.feedForward().dropoutInside()).isEqualTo(0.75f);
    }

    /** XLNetConfig takes num_hidden_layers for n_layer; its own name comes first. */
    @Test
    void layersOfXlnet() throws IOException {
        assertThat(describe("xlnet-model", "{'n_layer': 2}").layers()).hasSize(2);
        assertThat(describe("xlnet-model", "{'n_layer': null, 'num_hidden_layers': 5}").layers())
                .hasSize(5);
        assertThat(describe("xlnet-model", "{'n_layer': null}").layers()).hasSize(24);
        assertThat(describe("xlnet-model", "{'n_layer': 2, 'num_hidden_layers': 5}").layers())
                .hasSize(2);
    }
}
