/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.efficienttransformers.attention.randomfeature.RandomFeatureAttention;
import org.junit.jupiter.api.Test;

/** Products of turned queries and keys depend on distances only. */
class RotaryPositionsTest {

    private static final int LENGTH = 12;
    private static final int SIZE = 6;
    private static final RotaryPositions NEIGHBOURS =
            new RotaryPositions(10_000, RotaryPositions.Pairing.NEIGHBOURS);

    private static NDArray turn(NDArray x, long start) {
        return NEIGHBOURS.rotation(x.getManager(), start, x.getShape().get(1), SIZE).apply(x);
    }

    /** The same vector at each position. */
    private static NDArray everywhere(NDManager manager, int seed) {
        Engine.getInstance().setRandomSeed(seed);
        NDArray vector = manager.randomNormal(0, 1, new Shape(1, 1, 1, SIZE), DataType.FLOAT32);
        return vector.broadcast(1, LENGTH, 1, SIZE);
    }

    @Test
    void productsDependOnDistancesOnly() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray q = turn(everywhere(manager, 1), 0).reshape(LENGTH, SIZE);
            NDArray k = turn(everywhere(manager, 2), 0).reshape(LENGTH, SIZE);
            NDArray products = q.matMul(k.transpose());
            for (int i = 1; i < LENGTH; i++) {
                for (int j = 1; j < LENGTH; j++) {
                    assertThat(products.getFloat(i, j))
                            .isCloseTo(products.getFloat(i - 1, j - 1), within(1e-5f));
                }
            }
            assertThat(products.getFloat(0, 1)).isNotEqualTo(products.getFloat(1, 0));
        }
    }

    @Test
    void aPieceIsTurnedFromWhereItStarts() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.randomNormal(0, 1, new Shape(2, LENGTH, 3, SIZE), DataType.FLOAT32);
            NDArray whole = turn(x, 0);
            assertThat(turn(x.get(":, 5:"), 5)).isEqualTo(whole.get(":, 5:"));
            // The first position stays, and lengths are kept.
            assertThat(whole.get(":, :1")).isEqualTo(x.get(":, :1"));
            NDArray lengths = x.square().sum(new int[] {3});
            NDArray difference = whole.square().sum(new int[] {3}).sub(lengths);
            assertThat(difference.abs().max().getFloat()).isLessThan(1e-4f);
        }
    }

    @Test
    void refusesHeadsOfOddSize() {
        assertThatThrownBy(
                        () ->
                                RandomFeatureAttention.builder()
                                        .setHiddenSize(9)
                                        .setHeads(3)
                                        .setFeatures(4)
                                        .optRotary(NEIGHBOURS)
                                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("size of a head is 3; for rotary positions it must be even");
    }
}
