/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.efficienttransformers.checkpoint.UntrainedModels;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.examples.MainTest;
import org.efficienttransformers.examples.Output;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.weights.safetensors.SafetensorsWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateCommandTest {

    @TempDir private Path folder;

    /** A Reformer that reads bytes and was never trained. */
    @BeforeEach
    void write() throws IOException {
        Files.writeString(
                folder.resolve("config.json"),
                """
                {"model_type": "reformer", "architectures": ["ReformerModelWithLMHead"],
                 "vocab_size": 258, "hidden_size": 8, "num_attention_heads": 2,
                 "attention_head_size": 4, "attn_layers": ["local"], "feed_forward_size": 8,
                 "local_attn_chunk_length": 4, "is_decoder": true, "axial_pos_embds": false,
                 "max_position_embeddings": 64, "eos_token_id": 2, "pad_token_id": 0}
                """);
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> tensors = new LinkedHashMap<>();
            StateDict.of(UntrainedModels.create(PretrainedConfig.read(folder), manager).model())
                    .forEach((name, parameter) -> tensors.put(name, parameter.getArray()));
            SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, DataType.FLOAT32);
        }
    }

    private Output generate(String... more) {
        String[] arguments = {"generate", folder.toString(), "Once", "--set", "maxNewTokens=5"};
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return MainTest.run(all);
    }

    @Test
    void continuesATextAtOnceOrByPieces() {
        Output whole = generate();
        assertThat(whole.code()).isZero();
        assertThat(whole.out()).startsWith("Once").hasSizeGreaterThan("Once".length() + 1);
        assertThat(generate("--stream").out()).isEqualTo(whole.out());
    }

    @Test
    void saysWhatIsWrong() {
        Output other = MainTest.run("generate", "mail-longformer", "text");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err())
                .contains("can't serve the task 'text generation, streamed'; allowed: ");
        assertThat(generate("--set", "stride=3").err()).contains("stride has no meaning");
    }
}
