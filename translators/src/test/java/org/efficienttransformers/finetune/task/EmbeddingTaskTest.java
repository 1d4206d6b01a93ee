/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.finetune.Batching;
import org.efficienttransformers.sentence.SentenceWriter.Changes;
import org.efficienttransformers.training.TrainingBatch;
import org.junit.jupiter.api.Test;

/** Texts are read once for all anchors that should find them, and never are their own negatives. */
class EmbeddingTaskTest {

    private static final int[] SHARED = {1, 9, 8, 7, 6, 5, 2};
    private static final int[] OTHER = {1, 3, 4, 2};

    private static EmbeddingTask task(List<List<int[]>> rows) {
        Batching batching = new Batching(0, 1, 16, 16, 1000, false);
        return new EmbeddingTask(rows, rows, batching, false, 20, List.of(), Changes.NONE);
    }

    private static int[] anchor(int word) {
        return new int[] {1, word, 2};
    }

    @Test
    void anchorsOfATextGoTogether() {
        List<List<int[]>> rows = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            rows.add(List.of(anchor(i), SHARED.clone(), OTHER));
        }
        rows.add(List.of(anchor(20), OTHER, anchor(5)));
        EmbeddingTask task = task(rows);
        // 8 of them, the 2 that are left, and the one of the other text.
        assertThat(task.lengths()).containsExactly(8 * 3 + 2 * 7, 2 * 3 + 2 * 7, 3 + 2 * 4);
        try (NDManager manager = NDManager.newBaseManager()) {
            TrainingBatch batch = task.batch(manager, 0, 0, 1, 2);
            NDList anchors = batch.passes().get(0);
            NDList texts = batch.passes().get(1);
            assertThat(anchors.head().getShape()).isEqualTo(new Shape(11, 3));
            // Hard negatives that are texts of others count once.
            assertThat(texts.head().toLongArray())
                    .containsExactly(1, 9, 8, 7, 6, 5, 2, 1, 3, 4, 2, 0, 0, 0, 1, 5, 2, 0, 0, 0, 0);
            assertThat(batch.labels().get(2).toLongArray())
                    .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
            assertThat(batch.labels().get(1).sum(new int[] {1}).toFloatArray())
                    .containsExactly(7, 4, 3);
        }
    }

    @Test
    void examplesNeedAsManyTexts() {
        assertThatThrownBy(() -> task(List.of(List.of(anchor(1)))))
                .hasMessageContaining("Examples have 1 texts");
        assertThatThrownBy(
                        () ->
                                task(
                                        List.of(
                                                List.of(anchor(1), OTHER),
                                                List.of(anchor(2), OTHER, SHARED))))
                .hasMessageContaining("the same number of hard negatives");
    }
}
