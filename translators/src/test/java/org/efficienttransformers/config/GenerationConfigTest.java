/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.checkpoint.LoadOptions;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.generate.GenerationSettings;
import org.efficienttransformers.settings.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerationConfigTest {

    private static final Path LED = Path.of("src/test/resources/fixtures/led-first-token-global");

    @TempDir private Path folder;
    private NDManager manager;
    private ModelDescription led;

    @BeforeEach
    void load() throws IOException {
        manager = NDManager.newBaseManager();
        led = Checkpoint.load(LED, manager, LoadOptions.DEFAULT).model().description();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private static PretrainedConfig json(String content) {
        JsonObject json = JsonParser.parseString(content).getAsJsonObject();
        return new PretrainedConfig(json, "config.json");
    }

    private Settings read(String file) throws IOException {
        Files.writeString(folder.resolve(GenerationConfig.FILE), file);
        return GenerationConfig.read(folder, json("{\"num_beams\": 9}"), led).settings();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"num_beams\": 0 | num_beams is '0'; allowed: a whole number of 1 or more",
                "\"num_beams\": 2.5 | num_beams is '2.5'; allowed: a whole number",
                "\"num_beams\": \"four\" | num_beams is 'four'; allowed: a whole number",
                "\"num_beams\": {\"a\": 1} | num_beams is",
                "\"max_length\": true | max_length is 'true'; allowed: a whole number",
                "\"max_new_tokens\": 99999999999 | max_new_tokens is",
                "\"top_p\": 1.5 | top_p is '1.5'; allowed: a number from 0 to 1",
                "\"do_sample\": \"maybe\" | do_sample is 'maybe'; allowed: true, false",
                "\"early_stopping\": \"soon\" | early_stopping is 'soon'; allowed: false, true, never",
                "\"eos_token_id\": [2, -1] | eos_token_id is",
                "\"eos_token_id\": [2, null] | eos_token_id is",
                "\"repetition_penalty\": 0 | repetition_penalty is '0'; allowed: a number above 0",
                "\"bad_words_ids\": [3] | bad_words_ids is",
                "\"bad_words_ids\": [[]] | bad_words_ids is",
                "\"sequence_bias\": [[[3], null]] | sequence_bias is",
                "\"sequence_bias\": {\"3\": 1} | sequence_bias is",
                "\"exponential_decay_length_penalty\": [15] | allowed: a whole number and a factor",
                "\"exponential_decay_length_penalty\": [1.5, 2] | allowed: a whole number and a",
                "\"num_beam_groups\": 2 | has num_beam_groups = 2, which isn't supported"
            })
    void refusesWhatIsNot(String value, String message) {
        assertThatThrownBy(() -> read("{" + value + "}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(GenerationConfig.FILE)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[] | is not a JSON object", "{\"a | is not valid JSON"})
    void refusesWhatIsNoObject(String content, String message) {
        assertThatThrownBy(() -> read(content))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    /** The file's own keys alone count, and of these what generation knows. */
    @Test
    void passesOverWhatAsksForNothing() throws IOException {
        Settings settings =
                read(
                        """
                        {"transformers_version": "5.18", "cache_implementation": null, "top_k": null,
                         "suppress_tokens": [], "eos_token_id": [], "temperature": 0.0,
                         "num_beam_groups": 1, "diversity_penalty": 0, "max_length": 7.0}
                        """);
        assertThat(settings.values()).containsOnlyKeys("temperature", "max_length");
        assertThat(settings.get(GenerationSettings.MAX_LENGTH)).isEqualTo(7);
        assertThat(settings.get(GenerationSettings.NUM_BEAMS)).isEqualTo(1);
    }

    @Test
    void withoutTheFileTheConfigurationAndItsClassSay() throws IOException {
        PretrainedConfig said = json("{\"num_beams\": 4, \"bos_token_id\": 0}");
        Settings settings = GenerationConfig.read(folder, said, led).settings();
        assertThat(settings.get(GenerationSettings.NUM_BEAMS)).isEqualTo(4);
        // LEDConfig of transformers has these.
        assertThat(settings.get(GenerationSettings.DECODER_START_TOKEN_ID)).isEqualTo(2);
        assertThat(settings.get(GenerationSettings.EOS_TOKEN_ID)).containsExactly(2);
        assertThat(settings.get(GenerationSettings.PAD_TOKEN_ID)).isEqualTo(1);
        Settings other =
                GenerationConfig.of(
                                json("{\"eos_token_id\": null, \"decoder_start_token_id\": 5}"),
                                led)
                        .settings();
        assertThat(other.get(GenerationSettings.EOS_TOKEN_ID)).isEmpty();
        assertThat(other.get(GenerationSettings.DECODER_START_TOKEN_ID)).isEqualTo(5);
    }

    @Test
    void readsWhatItWrites() throws IOException {
        Settings settings =
                Settings.of(
                                GenerationSettings.ALL,
                                Map.of(
                                        "numBeams", "4",
                                        "earlyStopping", "never",
                                        "badWordsIds", "[[17], [20, 21]]",
                                        "exponentialDecayLengthPenalty", "[15, 1.6]",
                                        "maxTime", "2.5"))
                        .with(GenerationSettings.EOS_TOKEN_ID, List.of(2, 3))
                        .with(GenerationSettings.SEQUENCE_BIAS, Map.of(List.of(3, 4), -1.5));
        new GenerationConfig(settings).write(folder.resolve(GenerationConfig.FILE));
        Settings read = GenerationConfig.read(folder, json("{}"), led).settings();
        for (var setting : GenerationSettings.ALL) {
            assertThat(read.get(setting)).as(setting.key()).isEqualTo(settings.get(setting));
        }
    }
}
