/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loss and gradient are those of src/test/python/make_ranking_loss.py, which prints them. */
class InBatchNegativesLossTest {

    private static final int ROWS = 9;
    private static final int LENGTH = 5;
    private static final int SIZE = 8;

    private static NDArray states(NDManager manager) {
        float[] values = new float[ROWS * LENGTH * SIZE];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(0.37 * i * i);
        }
        NDArray states = manager.create(values, new Shape(ROWS, LENGTH, SIZE));
        states.setName("last_hidden_state");
        states.setRequiresGradient(true);
        return states;
    }

    private static NDArray mask(NDManager manager) {
        float[] values = new float[ROWS * LENGTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % LENGTH <= i / LENGTH % LENGTH ? 1 : 0;
        }
        return manager.create(values, new Shape(ROWS, LENGTH));
    }

    @ParameterizedTest
    @CsvSource({
        "false, 20, whole, 3.36184340, 6.02654904, -0.00008912",
        "true, 20, whole, 4.81546906, 6.47522783, 0.00386203",
        "false, 5, 3, 4.08809380, 4.60138506, -1.04745561"
    })
    void isThatOfPyTorch(
            boolean first, double scale, String cuts, double loss, double norm, double one) {
        List<Integer> dimensions =
                cuts.equals("whole") ? List.of() : List.of(Integer.valueOf(cuts), SIZE);
        InBatchNegativesLoss tested = new InBatchNegativesLoss(3, first, scale, dimensions);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray states = states(manager);
            NDList labels = new NDList(mask(manager));
            assertThat(tested.weight(labels)).isEqualTo(3);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray found = tested.evaluate(labels, new NDList(states));
                assertThat((double) found.getFloat()).isCloseTo(loss, within(1e-5 * loss));
                collector.backward(found);
            }
            NDArray gradient = states.getGradient();
            assertThat((double) gradient.norm().getFloat()).isCloseTo(norm, within(1e-4 * norm));
            assertThat((double) gradient.getFloat(4, 0, 1))
                    .isCloseTo(one, within(1e-5 + 1e-4 * Math.abs(one)));
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> new InBatchNegativesLoss(1, false, 20, List.of()))
                .hasMessageContaining("An example has 1 texts; allowed: 2 or more");
        assertThatThrownBy(() -> new InBatchNegativesLoss(2, false, 0, List.of()))
                .hasMessageContaining("The scale of cosines is 0.0; allowed");
        try (NDManager manager = NDManager.newBaseManager()) {
            InBatchNegativesLoss wide = new InBatchNegativesLoss(3, false, 20, List.of(9));
            NDList labels = new NDList(mask(manager));
            NDList predictions = new NDList(states(manager));
            assertThatThrownBy(() -> wide.sum(labels, predictions))
                    .hasMessageContaining("A dimension is 9, and the vectors have 8 numbers");
        }
    }
}
