/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.efficienttransformers.training.loss.CrossEntropyLoss;
import org.junit.jupiter.api.Test;

/** Perplexity is over the words of all batches that count. */
class PerplexityTest {

    @Test
    void aGuessAmongSoManyWordsHasThatPerplexity() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Perplexity perplexity = new Perplexity(CrossEntropyLoss.builder().build());
            assertThat(perplexity.value()).isNaN();
            NDArray logits = manager.zeros(new Shape(2, 3, 7));
            NDArray labels =
                    manager.create(new long[] {0, 6, -100, 2, -100, -100}, new Shape(2, 3));
            perplexity.add(new NDList(labels), new NDList(logits));
            assertThat(perplexity.value()).isCloseTo(7, within(1e-4));
            // One more word, of probability 1/2: (7^3 * 2)^(1/4).
            NDArray two = manager.zeros(new Shape(1, 1, 2));
            perplexity.add(new NDList(manager.zeros(new Shape(1, 1))), new NDList(two));
            assertThat(perplexity.value()).isCloseTo(Math.pow(686, 0.25), within(1e-4));
            perplexity.resetAccumulator("epoch");
            perplexity.updateAccumulator("epoch", new NDList(labels), new NDList(logits));
            assertThat(perplexity.getAccumulator("epoch")).isCloseTo(7, within(1e-4f));
            assertThat(perplexity.evaluate(new NDList(labels), new NDList(logits)).getFloat())
                    .isCloseTo(7, within(1e-4f));
        }
    }
}
