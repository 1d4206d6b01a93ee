/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training.loss;

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

    /** Three anchors, their texts, and as many hard negatives. */
    private static final int ROWS = 9;

    private static final int ANCHORS = 3;
    private static final int LENGTH = 5;
    private static final int SIZE = 8;

    private static NDArray states(NDManager manager) {
        float[] values = new float[ROWS * LENGTH * SIZE];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(0.37 * i * i);
        }
        NDArray states = manager.create(values, new Shape(ROWS, LENGTH, SIZE));
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

    /** The states of anchors and those of texts, as of two forward passes. */
    private static NDList passes(NDArray states, int anchors) {
        NDList passes = new NDList();
        for (String rows : List.of(":" + anchors, anchors + ":")) {
            NDArray part = states.get(rows);
            part.setName("last_hidden_state");
            passes.add(part);
            passes.add(states.getManager().ones(new Shape(1)));
        }
        return passes;
    }

    private static NDList labels(NDManager manager, int anchors, long... own) {
        NDArray mask = mask(manager);
        return new NDList(mask.get(":" + anchors), mask.get(anchors + ":"), manager.create(own));
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
        InBatchNegativesLoss tested = new InBatchNegativesLoss(first, scale, dimensions);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray states = states(manager);
            NDList labels = labels(manager, ANCHORS, 0, 1, 2);
            assertThat(tested.weight(labels)).isEqualTo(ANCHORS);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray found = tested.evaluate(labels, passes(states, ANCHORS));
                assertThat((double) found.getFloat()).isCloseTo(loss, within(1e-5 * loss));
                collector.backward(found);
            }
            NDArray gradient = states.getGradient();
            assertThat((double) gradient.norm().getFloat()).isCloseTo(norm, within(1e-4 * norm));
            assertThat((double) gradient.getFloat(4, 0, 1))
                    .isCloseTo(one, within(1e-5 + 1e-4 * Math.abs(one)));
        }
    }

    /** Each anchor counts by itself, whatever text the others have. */
    @Test
    void anchorsMayShareATextThatIsNotTheirNegative() {
        InBatchNegativesLoss tested = new InBatchNegativesLoss(false, 20, List.of());
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList passes = passes(states(manager), 4);
            double first = tested.sum(labels(manager, 4, 0, 0, 0, 0), passes).getFloat();
            double second = tested.sum(labels(manager, 4, 1, 1, 1, 1), passes).getFloat();
            assertThat(first).isNotCloseTo(second, within(1e-2));
            NDList mixed = labels(manager, 4, 0, 1, 0, 1);
            NDList other = labels(manager, 4, 1, 0, 1, 0);
            assertThat(tested.weight(mixed)).isEqualTo(4);
            double both =
                    tested.sum(mixed, passes).getFloat() + tested.sum(other, passes).getFloat();
            assertThat(both).isCloseTo(first + second, within(1e-4 * both));
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> new InBatchNegativesLoss(false, 0, List.of()))
                .hasMessageContaining("The scale of cosines is 0.0; allowed");
        try (NDManager manager = NDManager.newBaseManager()) {
            InBatchNegativesLoss wide = new InBatchNegativesLoss(false, 20, List.of(9));
            NDList labels = labels(manager, ANCHORS, 0, 1, 2);
            NDList predictions = passes(states(manager), ANCHORS);
            assertThatThrownBy(() -> wide.sum(labels, predictions))
                    .hasMessageContaining("A dimension is 9, and the vectors have 8 numbers");
            InBatchNegativesLoss plain = new InBatchNegativesLoss(false, 20, List.of());
            assertThatThrownBy(() -> plain.sum(labels, predictions.subNDList(0, 1)))
                    .hasMessageContaining("There are states of 1 forward pass;");
        }
    }
}
