/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.checkpoint.UntrainedModels;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.translator.LoadedModel;
import org.efficienttransformers.translator.StreamedText;
import org.efficienttransformers.weights.safetensors.SafetensorsWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Reformer that reads bytes continues a text. Its decoder is zero, so that the bias alone says
 * what follows: x and y alike, and a little less likely the end.
 */
class TextContinuerTest {

    private static final int FIRST_BYTE = 2;
    private static final int END = 'z' + FIRST_BYTE;
    private static final int LONGEST = 64;

    @TempDir private Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(
                folder.resolve("config.json"),
                """
                {"model_type": "reformer", "architectures": ["ReformerModelWithLMHead"],
                 "vocab_size": 258, "hidden_size": 8, "num_attention_heads": 2,
                 "attention_head_size": 4, "attn_layers": ["local", "lsh"],
                 "feed_forward_size": 8, "local_attn_chunk_length": 4, "lsh_attn_chunk_length": 8,
                 "is_decoder": true, "axial_pos_embds": false, "max_position_embeddings": 64,
                 "hash_seed": 1, "eos_token_id": %d, "pad_token_id": 0}
                """
                        .formatted(END));
        try (NDManager manager = NDManager.newBaseManager()) {
            TransformerModel model =
                    UntrainedModels.create(PretrainedConfig.read(folder), manager).model();
            Map<String, NDArray> tensors = new LinkedHashMap<>();
            StateDict.of(model).forEach((name, p) -> tensors.put(name, p.getArray()));
            tensors.put("lm_head.decoder.weight", manager.zeros(new Shape(258, 16)));
            float[] bias = new float[258];
            bias['x' + FIRST_BYTE] = 20.5f;
            bias['y' + FIRST_BYTE] = 20.5f;
            bias[END] = 18;
            tensors.put("lm_head.bias", manager.create(bias));
            SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, DataType.FLOAT32);
        }
    }

    private String continued(String text, Object... arguments)
            throws IOException, TranslateException {
        try (LoadedModel<String, String> loaded =
                        LoadedModel.load(folder, String.class, String.class, arguments);
                Predictor<String, String> predictor = loaded.predictor()) {
            return predictor.predict(text);
        }
    }

    @Test
    void addsTheMostProbableTokens() throws Exception {
        assertThat(continued("Ünter", "maxNewTokens", 3)).isEqualTo("Ünterxxx");
        assertThat(continued("a", "maxNewTokens", 3, "returnFullText", false)).isEqualTo("xxx");
    }

    @Test
    void servesWhatItAdds() throws Exception {
        Input request = new Input();
        request.addProperty("Content-Type", "application/json");
        request.add("data", "[\"a\", \"bc\"]");
        try (LoadedModel<Input, Output> loaded =
                        LoadedModel.load(folder, Input.class, Output.class, "maxNewTokens", 2);
                Predictor<Input, Output> predictor = loaded.predictor()) {
            Output output = predictor.predict(request);
            assertThat(output.getData().getAsString()).isEqualTo("[\"axx\",\"bcxx\"]");
        }
    }

    @Test
    void tellsPiecesOfWhatItAdds() throws Exception {
        for (boolean full : new boolean[] {true, false}) {
            List<String> pieces = new ArrayList<>();
            try (LoadedModel<StreamedText, String> loaded =
                            LoadedModel.load(
                                    folder,
                                    StreamedText.class,
                                    String.class,
                                    "maxNewTokens",
                                    3,
                                    "returnFullText",
                                    full);
                    Predictor<StreamedText, String> predictor = loaded.predictor()) {
                predictor.predict(new StreamedText("Ünter", pieces::add));
            }
            assertThat(pieces).containsExactly(full ? "Ünterx" : "x", "x", "x");
        }
    }

    /** 100 tokens where nothing is asked for, or what there is room for. */
    @Test
    void addsAsManyAsThereIsRoomFor() throws Exception {
        assertThat(continued("abc")).isEqualTo("abc" + "x".repeat(LONGEST - 2));
    }

    @Test
    void drawsTheSameForTheSameSeedAndEndsAtTheEnd() throws Exception {
        Object[] arguments = {"temperature", 1, "topK", 3, "seed", 7, "maxNewTokens", 60};
        String text = continued("a", arguments);
        assertThat(text).matches("a[xy]{3,}").contains("x", "y");
        assertThat(continued("a", arguments)).isEqualTo(text);
        arguments[5] = 8;
        assertThat(continued("a", arguments)).isNotEqualTo(text);
    }

    @Test
    void continuesSeveralTexts() throws Exception {
        try (LoadedModel<String, String> loaded =
                        LoadedModel.load(folder, String.class, String.class, "maxNewTokens", 2);
                Predictor<String, String> predictor = loaded.predictor()) {
            assertThat(predictor.batchPredict(List.of("a", "bcd", "ef")))
                    .containsExactly("axx", "bcdxx", "efxx");
        }
    }

    @Test
    void refusesWhatItCantContinue() {
        assertThatThrownBy(() -> continued(""))
                .isInstanceOf(TranslateException.class)
                .hasMessageContaining("The text is empty");
        assertThatThrownBy(() -> continued("a".repeat(65)))
                .isInstanceOf(TranslateException.class)
                .hasMessageContaining("The prompt is 65 tokens long")
                .hasMessageContaining("at most 64");
        assertThatThrownBy(() -> continued("a", "maxNewTokens", 65))
                .isInstanceOf(TranslateException.class)
                .hasMessageContaining("maxNewTokens is 65")
                .hasMessageContaining("ask for at most 64");
    }

    @Test
    void refusesArgumentsOutOfRange() {
        refused("maxNewTokens", 0, "maxNewTokens is '0'; allowed: a whole number of 1 or more.");
        refused("temperature", "warm", "temperature is 'warm'; allowed: a number of 0 or more.");
        refused("temperature", -1, "temperature is '-1'; allowed: a number of 0 or more.");
        refused("topP", 2, "topP is '2'; allowed: a number from 0 to 1.");
        refused("returnFullText", "maybe", "returnFullText is 'maybe'; allowed: true, false.");
        refused("stride", 3, "stride has no meaning for text generation; its arguments:");
    }

    private void refused(String argument, Object value, String sentence) {
        assertThatThrownBy(() -> continued("a", argument, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(sentence);
    }
}
