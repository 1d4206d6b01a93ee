/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.model.TransformerModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RoBERTa and MPNet count the positions of tokens that aren't padding, wherever padding stands. */
class RobertaPositionsTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final int PADDING = 1;

    /** {@code cumsum(ids != padding) * (ids != padding) + padding}, as transformers has it. */
    @Test
    void positionsCountTokensAfterThePadding() throws IOException {
        assertCountsAfterOne(FIXTURES.resolve("roberta-model"));
    }

    /** {@code self.padding_idx = 1} in MPNetEmbeddings, whatever pad_token_id is. */
    @Test
    void mpnetCountsAfterOneWhateverItsPaddingIs(@TempDir Path folder) throws IOException {
        Path mpnet = FIXTURES.resolve("mpnet-model");
        Files.copy(mpnet.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        JsonObject json = PretrainedConfig.read(mpnet).toJson();
        json.addProperty("pad_token_id", 5);
        Files.writeString(folder.resolve("config.json"), json.toString());
        assertCountsAfterOne(folder);
    }

    private static void assertCountsAfterOne(Path folder) throws IOException {
        long[] ids = {1, 1, 0, 5, 1, 1, 7, 2, 0, 5, 1, 9, 1, 8, 2, 1};
        long[] positions = {1, 1, 2, 3, 1, 1, 4, 5, 2, 3, 1, 4, 1, 5, 6, 1};
        try (NDManager manager = NDManager.newBaseManager()) {
            TransformerModel model = Checkpoint.load(folder, manager, LoadOptions.DEFAULT).model();
            Shape shape = new Shape(2, 8);
            long[] mask = new long[ids.length];
            for (int i = 0; i < ids.length; i++) {
                mask[i] = ids[i] == PADDING ? 0 : 1;
            }
            NDArray inputs = named(manager, "input_ids", shape, ids);
            NDArray visible = named(manager, "attention_mask", shape, mask);
            NDArray implied = states(model, manager, inputs, visible);
            NDArray given =
                    states(
                            model,
                            manager,
                            inputs,
                            visible,
                            named(manager, "position_ids", shape, positions));
            assertThat(implied.toFloatArray()).containsExactly(given.toFloatArray());
            // Or the positions would make no difference.
            positions[2]++;
            NDArray other =
                    states(
                            model,
                            manager,
                            inputs,
                            visible,
                            named(manager, "position_ids", shape, positions));
            assertThat(other.toFloatArray()).isNotEqualTo(given.toFloatArray());
        }
    }

    private static NDArray named(NDManager manager, String name, Shape shape, long... numbers) {
        NDArray array = manager.create(numbers, shape);
        array.setName(name);
        return array;
    }

    private static NDArray states(TransformerModel model, NDManager manager, NDArray... inputs) {
        return model.forward(new ParameterStore(manager, false), new NDList(inputs), false)
                .get("last_hidden_state");
    }
}
