/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.ToDoubleFunction;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.checkpoint.LoadOptions;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.settings.Settings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainedTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    /** How often the rate is multiplied on the way down to a parameter, of two layers a stack. */
    @ParameterizedTest
    @CsvSource({
        "bert-masked-lm, bert.embeddings.word_embeddings.weight, 3",
        "bert-masked-lm, bert.encoder.layer.0.output.dense.weight, 2",
        "bert-masked-lm, bert.encoder.layer.1.output.dense.weight, 1",
        "bert-masked-lm, cls.predictions.transform.dense.weight, 0",
        "modernbert-masked-lm, model.final_norm.weight, 0",
        "led-first-token-global, led.shared.weight, 5",
        "led-first-token-global, led.encoder.embed_positions.weight, 5",
        "led-first-token-global, led.decoder.embed_positions.weight, 5",
        "led-first-token-global, led.decoder.layernorm_embedding.weight, 5",
        "led-first-token-global, led.encoder.layers.0.fc1.weight, 4",
        "led-first-token-global, led.encoder.layers.1.fc1.weight, 3",
        "led-first-token-global, led.decoder.layers.0.encoder_attn.k_proj.weight, 2",
        "led-first-token-global, led.decoder.layers.1.fc1.weight, 1",
        "bigbird-pegasus-biases, model.encoder.layernorm_embedding.weight, 2",
        "bigbird-pegasus-biases, model.decoder.layernorm_embedding.weight, 0",
        "longt5-tglobal, encoder.block.1.layer.0.layer_norm.weight, 3",
        "longt5-tglobal, encoder.final_layer_norm.weight, 2",
        "longt5-tglobal, decoder.block.0.layer.2.layer_norm.weight, 2",
        "longt5-tglobal, decoder.final_layer_norm.weight, 0"
    })
    void lowerLayersHaveLowerRates(String fixture, String name, int layers) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            TransformerModel model =
                    Checkpoint.load(FIXTURES.resolve(fixture), manager, LoadOptions.DEFAULT)
                            .model();
            assertThat(StateDict.of(model)).containsKey(name);
            ToDoubleFunction<String> rates =
                    Trained.rates(
                            model, Settings.DEFAULT.with(FineTuningSettings.LAYER_DECAY, 0.5));
            assertThat(rates.applyAsDouble(name)).isCloseTo(Math.pow(0.5, layers), within(1e-12));
        }
    }
}
