/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.HeadPart;
import org.junit.jupiter.api.Test;

class LongT5Test {

    /**
     * Whenever transformers 5.18 saves a LongT5, it says that words are tied, and keeps in another
     * key what this one said before: {@code LongT5Config(tie_word_embeddings=False)}, printed.
     */
    @Test
    void statesAreScaledUnlessEitherKeySaysNo() throws IOException {
        assertThat(scales(true, null)).isTrue();
        assertThat(scales(false, null)).isFalse();
        assertThat(scales(true, true)).isTrue();
        assertThat(scales(true, false)).isFalse();
    }

    private static boolean scales(boolean tied, Boolean scaled) throws IOException {
        Path file = Path.of("src/test/resources/fixtures/longt5-local/config.json");
        JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        json.addProperty("tie_word_embeddings", tied);
        json.remove("scale_decoder_outputs");
        if (scaled != null) {
            json.addProperty("scale_decoder_outputs", scaled);
        }
        PretrainedConfig config = new PretrainedConfig(json, "config.json");
        return Architectures.of(config)
                .describe(config, Head.CONDITIONAL_GENERATION)
                .head()
                .steps()
                .stream()
                .anyMatch(HeadPart.Scale.class::isInstance);
    }
}
