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
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.AttentionPart;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.settings.Setting;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A key that config.json lacks stands for the value that transformers has for it, as
 * make_config_defaults.py has written them down; or it is asked for.
 */
class ConfigDefaultsTest {

    /** Sizes without which there is no model; where they are missing, a file is broken. */
    private static final Set<String> NEEDED =
            Set.of(
                    "model_type",
                    "vocab_size",
                    "hidden_size",
                    "num_hidden_layers",
                    "num_attention_heads",
                    "intermediate_size",
                    "max_position_embeddings",
                    "attn_layers");

    private static JsonObject defaults() throws IOException {
        Path file = Path.of("src/test/resources/config/defaults.json");
        return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    }

    static Set<String> types() throws IOException {
        Set<String> types = new TreeSet<>(defaults().keySet());
        types.retainAll(Architectures.modelTypes());
        assertThat(types).hasSizeGreaterThan(5);
        return types;
    }

    /** With what each setting of the attention comes to, whether config.json has it or not. */
    private static String describe(JsonObject json, Head head) {
        PretrainedConfig config = new PretrainedConfig(json, "config.json");
        ModelDescription description = Architectures.of(config).describe(config, head);
        StringBuilder text = new StringBuilder();
        for (LayerPart layer : description.layers()) {
            AttentionPart attention = layer.attention();
            for (Setting<?> setting : attention.kind().settings()) {
                text.append(setting.key()).append('=').append(attention.settings().get(setting));
                text.append(' ');
            }
        }
        return text
                + description
                        .toString()
                        .replaceAll("settings=Settings\\[values=\\{.*?}]", "")
                        .replaceAll("@\\w+", "");
    }

    @ParameterizedTest
    @MethodSource("types")
    void aMissingKeyHasTheValueOfTransformers(String type) throws IOException {
        JsonObject all = defaults().getAsJsonObject(type);
        Set<Head> heads = EnumSet.of(Head.BASE, Head.MASKED_LM, Head.SEQUENCE_CLASSIFICATION);
        heads.retainAll(Architectures.of(new PretrainedConfig(all, "config.json")).heads());
        assertThat(heads).contains(Head.BASE);
        for (Head head : heads) {
            String expected = describe(all, head);
            for (Map.Entry<String, JsonElement> entry : all.entrySet()) {
                JsonObject without = all.deepCopy();
                without.remove(entry.getKey());
                if (NEEDED.contains(entry.getKey()) && !entry.getKey().equals("model_type")) {
                    try {
                        assertThat(describe(without, head)).as(entry.getKey()).isEqualTo(expected);
                    } catch (IllegalArgumentException e) {
                        assertThat(e).hasMessageContaining("has no " + entry.getKey());
                    }
                } else if (entry.getKey().equals("model_type")) {
                    assertThatThrownBy(() -> describe(without, head))
                            .hasMessage("config.json has no model_type, which is needed.");
                } else {
                    assertThat(describe(without, head)).as(entry.getKey()).isEqualTo(expected);
                }
            }
        }
    }
}
