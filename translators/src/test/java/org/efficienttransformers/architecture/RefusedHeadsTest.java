/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import org.efficienttransformers.architecture.lucidrains.Lucidrains;
import org.efficienttransformers.architecture.reformer.Reformer;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.junit.jupiter.api.Test;

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
                .hasMessageContaining("BASE, MASKED_LM and CAUSAL_LM");
    }
}
