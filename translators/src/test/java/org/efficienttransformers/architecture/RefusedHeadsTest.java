/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.efficienttransformers.architecture.lucidrains.Lucidrains;
import org.efficienttransformers.architecture.reformer.Reformer;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Heads that an architecture hasn't, or that don't go with a configuration. */
class RefusedHeadsTest {

    private static PretrainedConfig config(String json) {
        return new PretrainedConfig(JsonParser.parseString(json).getAsJsonObject(), "config.json");
    }

    private static PretrainedConfig reformer(boolean decoder) {
        return config(
                "{\"model_type\": \"reformer\", \"vocab_size\": 40, \"attn_layers\": [\"local\"],"
                        + " \"is_decoder\": "
                        + decoder
                        + "}");
    }

    @Test
    void ofReformer() {
        Reformer architecture = new Reformer();
        assertThatThrownBy(() -> architecture.describe(reformer(false), Head.TOKEN_CLASSIFICATION))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TOKEN_CLASSIFICATION")
                .hasMessageContaining("QUESTION_ANSWERING");
        assertThatThrownBy(() -> architecture.describe(reformer(false), Head.CAUSAL_LM))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("set is_decoder to true");
        assertThatThrownBy(() -> architecture.describe(reformer(true), Head.MASKED_LM))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("set is_decoder to false");
    }

    @Test
    void ofPerformer() {
        PretrainedConfig config =
                config(
                        "{\"model_type\": \"performer_pytorch\", \"num_tokens\": 30, \"dim\": 8,"
                                + " \"depth\": 2, \"heads\": 2, \"max_seq_len\": 20}");
        assertThatThrownBy(() -> new Lucidrains().describe(config, Head.QUESTION_ANSWERING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("head is QUESTION_ANSWERING")
                .hasMessageContaining("have [BASE, MASKED_LM, CAUSAL_LM]");
    }

    static List<Path> fixtures() throws IOException {
        Map<String, Path> byType = new TreeMap<>();
        try (Stream<Path> folders = Files.list(Path.of("src/test/resources/fixtures"))) {
            for (Path folder : folders.filter(Files::isDirectory).toList()) {
                byType.put(PretrainedConfig.read(folder).modelType(), folder);
            }
        }
        return List.copyOf(byType.values());
    }

    /** What an architecture doesn't list it refuses, so that no task is offered that fails. */
    @ParameterizedTest
    @MethodSource("fixtures")
    void areThoseThatAreNotListed(Path fixture) throws IOException {
        PretrainedConfig config = PretrainedConfig.read(fixture);
        Architecture architecture = Architectures.of(config);
        Set<Head> others = EnumSet.allOf(Head.class);
        others.removeAll(architecture.heads());
        for (Head head : others) {
            assertThatThrownBy(() -> architecture.describe(config, head))
                    .as("%s of %s", head, fixture)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** One that is listed without there being such a head is found here. */
    @ParameterizedTest
    @MethodSource("fixtures")
    void areNoneOfThoseThatAreListed(Path fixture) throws IOException {
        PretrainedConfig config = PretrainedConfig.read(fixture);
        Architecture architecture = Architectures.of(config);
        for (Head head : architecture.heads()) {
            boolean causal = head == Head.CAUSAL_LM;
            // Words see what follows or they don't: one config.json can't have both.
            PretrainedConfig fitting =
                    causal ? config.with("is_decoder", true).with("causal", true) : config;
            if (!causal || architecture.attention(config).canBeCausal()) {
                assertThat(architecture.describe(fitting, head).head().head())
                        .as("%s of %s", head, fixture)
                        .isEqualTo(head);
            }
        }
    }
}
