/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.checkpoint.LoadOptions;
import org.efficienttransformers.settings.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchingTest {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private Batching batching(String fixture, int multiple) throws IOException {
        Path folder = Path.of("src/test/resources/fixtures", fixture);
        return Batching.of(
                Checkpoint.load(folder, manager, LoadOptions.DEFAULT),
                1,
                Settings.DEFAULT.with(FineTuningSettings.PAD_TO_MULTIPLE, multiple));
    }

    private long length(Batching batching, int longest) {
        return batching.pad(manager, List.of(new int[longest])).head().getShape().get(1);
    }

    @Test
    void fillsUpToAMultipleWithinTheModel() throws IOException {
        Batching batching = batching("bert-model", 16);
        int most = batching.maxLength();
        assertThat(length(batching, 1)).isEqualTo(16);
        assertThat(length(batching, 16)).isEqualTo(16);
        assertThat(length(batching, 17)).isEqualTo(32);
        assertThat(length(batching, most)).isEqualTo(most);
        assertThat(length(batching("bert-model", most - 1), most)).isEqualTo(most);
        assertThat(length(batching("bert-model", 1), 5)).isEqualTo(5);
        assertThat(length(batching("bert-model", Integer.MAX_VALUE), 5)).isEqualTo(most);
    }

    @Test
    void leavesModelsAloneThatPaddingChanges() throws IOException {
        Batching batching = batching("nystromformer-model", 16);
        assertThat(batching.equalLengths()).isTrue();
        assertThat(length(batching, 5)).isEqualTo(5);
    }

    @Test
    void padsTypesWithTheirTokens() throws IOException {
        TokenSequences sequences =
                new TokenSequences(
                        List.of(new int[] {4, 5, 6}, new int[] {7}),
                        List.of(new int[] {0, 1, 1}, new int[] {0}));
        NDList inputs = batching("bert-model", 4).pad(manager, sequences);
        assertThat(inputs.get("token_type_ids").getShape()).isEqualTo(new Shape(2, 4));
        assertThat(inputs.get("token_type_ids").toLongArray())
                .containsExactly(0, 1, 1, 0, 0, 0, 0, 0);
        assertThat(inputs.get("input_ids").toLongArray()).containsExactly(4, 5, 6, 1, 7, 1, 1, 1);
        assertThat(inputs.get("attention_mask").toLongArray())
                .containsExactly(1, 1, 1, 0, 1, 0, 0, 0);
        assertThat(sequences.of(1).ids().get(0)).containsExactly(7);
    }
}
