/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;
import org.efficienttransformers.training.loss.CrossEntropyLoss;
import org.junit.jupiter.api.Test;

/** What is hidden has the shares of BERT: 15 of 100 tokens, of which 80, 10 and 10 of 100. */
class HidingTest {

    private static final int MASK = 4;
    private static final int VOCABULARY = 50_000;
    private static final int LENGTH = 20_000;

    private final LanguageModelTask.Hiding hiding =
            new LanguageModelTask.Hiding(0.15, MASK, VOCABULARY, Set.of(2, 3), 42);

    private static int[] piece() {
        int[] piece = IntStream.range(0, LENGTH).map(i -> 1000 + i).toArray();
        piece[0] = 2;
        piece[LENGTH - 1] = 3;
        return piece;
    }

    @Test
    void sharesAreThoseOfBert() {
        int[] hidden = piece();
        long[] labels = hiding.apply(hidden, 0, 0);
        int[] whole = piece();
        int chosen = 0;
        int masked = 0;
        int kept = 0;
        for (int i = 0; i < LENGTH; i++) {
            if (labels[i] == CrossEntropyLoss.IGNORED) {
                assertThat(hidden[i]).isEqualTo(whole[i]);
                continue;
            }
            assertThat(labels[i]).isEqualTo(whole[i]);
            chosen++;
            masked += hidden[i] == MASK ? 1 : 0;
            kept += hidden[i] == whole[i] ? 1 : 0;
        }
        assertThat((double) chosen / LENGTH).isCloseTo(0.15, within(0.01));
        assertThat((double) masked / chosen).isCloseTo(0.8, within(0.03));
        assertThat((double) kept / chosen).isCloseTo(0.1, within(0.02));
        assertThat(labels[0]).isEqualTo(labels[LENGTH - 1]).isEqualTo(CrossEntropyLoss.IGNORED);
    }

    @Test
    void othersAreHiddenInEachEpochAndPiece() {
        long[] first = hiding.apply(piece(), 0, 0);
        assertThat(hiding.apply(piece(), 0, 0)).isEqualTo(first);
        assertThat(hiding.apply(piece(), 1, 0)).isNotEqualTo(first);
        assertThat(hiding.apply(piece(), 0, 1)).isNotEqualTo(first);
    }

    @Test
    void oneTokenAtLeastIsHidden() {
        for (int i = 0; i < 100; i++) {
            long[] labels = hiding.apply(new int[] {2, 10, 11, 3}, 0, i);
            assertThat(Arrays.stream(labels).filter(label -> label > 0)).isNotEmpty();
        }
    }
}
