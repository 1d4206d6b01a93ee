/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.function.UnaryOperator;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.full.FullAttention;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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

    /** Expected by src/test/python/make_rotary.py, that is by transformers' ModernBERT. */
    @Test
    void halvesAreTurnedAsInTransformers() {
        RotaryPositions halves = new RotaryPositions(160_000, RotaryPositions.Pairing.HALF);
        float[][] expected = {
            {1.402556f, -0.441889f, 0.552007f, 0.094159f, 0.497904f, -0.427434f},
            {0.262788f, 1.069283f, 0.722688f, -0.277972f, -0.817154f, -0.810134f}
        };
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.arange(2 * 4 * 3 * 6f).reshape(2, 4, 3, 6).sin();
            NDArray turned = halves.rotation(manager, 3, 4, 6).apply(x);
            assertThat(turned.get("0, 1, 2").toFloatArray())
                    .containsExactly(expected[0], within(2e-6f));
            assertThat(turned.get("1, 3, 0").toFloatArray())
                    .containsExactly(expected[1], within(2e-6f));
        }
    }

    /** Angles of thousands of radians are not computed in halves, and the type stays. */
    @ParameterizedTest
    @EnumSource(RotaryPositions.Pairing.class)
    void halfPrecisionIsTurnedInSinglePrecision(RotaryPositions.Pairing pairing) {
        RotaryPositions positions = new RotaryPositions(10_000, pairing);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.arange(2 * 2 * 6f).reshape(1, 2, 2, 6).sin();
            NDArray half = x.toType(DataType.FLOAT16, false);
            NDArray exact = positions.rotation(manager, 8190, 2, 6).apply(x);
            NDArray rounded = positions.rotation(manager, 8190, 2, 6).apply(half);
            assertThat(rounded.getDataType()).isEqualTo(DataType.FLOAT16);
            NDArray difference = rounded.toType(DataType.FLOAT32, false).sub(exact).abs().max();
            assertThat(difference.getFloat()).isLessThan(2e-3f);
        }
    }

    /** A rotation's gradient is the rotation back. */
    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT32", "FLOAT16"})
    void gradientsGoThrough(DataType type) {
        RotaryPositions positions = new RotaryPositions(10_000, RotaryPositions.Pairing.HALF);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.arange(2 * 2 * 6f).reshape(1, 2, 2, 6).toType(type, true);
            x.setRequiresGradient(true);
            UnaryOperator<NDArray> rotation = positions.rotation(manager, 5, 2, 6);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray turned = rotation.apply(x);
                collector.backward(turned.mul(turned.stopGradient()).sum());
            }
            NDArray difference =
                    x.getGradient()
                            .toType(DataType.FLOAT32, false)
                            .sub(x.toType(DataType.FLOAT32, false));
            assertThat(difference.abs().max().getFloat())
                    .isLessThan(type == DataType.FLOAT32 ? 1e-4f : 0.05f);
        }
    }

    /** In double precision, by the formulas in the documentation of {@link RotaryPositions}. */
    @ParameterizedTest
    @CsvSource({"10, false", "12, false", "10, true", "12, true"})
    void scalingChangesTheAngles(int length, boolean dynamic) {
        RotaryPositions.Scaling scaling =
                dynamic ? new RotaryPositions.Dynamic(3, 10) : new RotaryPositions.Linear(2.5);
        RotaryPositions scaled =
                new RotaryPositions(500, RotaryPositions.Pairing.NEIGHBOURS, scaling);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.ones(new Shape(1, length, 1, SIZE));
            float[] turned = scaled.rotation(manager, 0, length, SIZE).apply(x).toFloatArray();
            double base = dynamic && length == 12 ? 500 * Math.pow(1.6, 6 / 4.0) : 500;
            for (int i = 0; i < length; i++) {
                for (int pair = 0; pair < SIZE / 2; pair++) {
                    double angle = i * Math.pow(base, -2.0 * pair / SIZE) / (dynamic ? 1 : 2.5);
                    assertThat((double) turned[i * SIZE + 2 * pair])
                            .isCloseTo(Math.cos(angle) - Math.sin(angle), within(2e-6));
                    assertThat((double) turned[i * SIZE + 2 * pair + 1])
                            .isCloseTo(Math.cos(angle) + Math.sin(angle), within(2e-6));
                }
            }
            NDArray positions = manager.arange(0, length, 1, DataType.INT64).reshape(1, -1, 1);
            assertThat(
                            scaled.rotation(positions, scaled.length(positions), SIZE)
                                    .apply(x)
                                    .toFloatArray())
                    .isEqualTo(turned);
        }
    }

    @Test
    void refusesBasesThatArent() {
        for (double theta : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new RotaryPositions(theta, RotaryPositions.Pairing.HALF))
                    .hasMessage("The base of rotary positions is " + theta + "; allowed: above 0.");
        }
    }

    @Test
    void refusesHeadsOfOddSize() {
        assertThatThrownBy(
                        () ->
                                new FullAttention(
                                        AttentionSizes.of(9, 3, 8, 1).withRotary(NEIGHBOURS)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("size of a head is 3; for rotary positions it must be even");
    }
}
