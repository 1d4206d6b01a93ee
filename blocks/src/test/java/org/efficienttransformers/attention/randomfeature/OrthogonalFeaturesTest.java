/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.randomfeature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Directions are perpendicular within blocks of d, and estimate exp(q.k) without bias. */
class OrthogonalFeaturesTest {

    private static final int SIZE = 16;

    private static float[][] draw(int features, boolean orthogonal, boolean fixed, long seed) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray array =
                    new OrthogonalFeatures(orthogonal, fixed, seed)
                            .initialize(manager, new Shape(features, SIZE), DataType.FLOAT32);
            float[] flat = array.toFloatArray();
            float[][] rows = new float[features][SIZE];
            for (int i = 0; i < features; i++) {
                System.arraycopy(flat, i * SIZE, rows[i], 0, SIZE);
            }
            return rows;
        }
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    @Test
    void directionsOfABlockArePerpendicular() {
        float[][] rows = draw(40, true, false, 5);
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < i; j++) {
                if (i / SIZE == j / SIZE) {
                    assertThat(dot(rows[i], rows[j])).isCloseTo(0, within(1e-4));
                }
            }
        }
        assertThat(Math.abs(dot(rows[0], rows[SIZE]))).isGreaterThan(1e-3);
        float[][] independent = draw(40, false, false, 5);
        assertThat(Math.abs(dot(independent[0], independent[1]))).isGreaterThan(1e-3);
    }

    @Test
    void lengthsAreFixedOrThoseOfNormalVectors() {
        for (float[] row : draw(40, true, true, 5)) {
            assertThat(dot(row, row)).isCloseTo(SIZE, within(1e-3));
        }
        // The squared length of a normal vector has mean d and variance 2 d.
        int count = 4000;
        double sum = 0;
        double squares = 0;
        for (float[] row : draw(count, true, false, 5)) {
            double square = dot(row, row);
            sum += square;
            squares += square * square;
        }
        double mean = sum / count;
        assertThat(mean).isCloseTo(SIZE, within(4 * Math.sqrt(2.0 * SIZE / count)));
        assertThat(squares / count - mean * mean).isCloseTo(2.0 * SIZE, within(5.0));
    }

    @Test
    void aSeedGivesTheSameDirectionsAndAnotherOthers() {
        assertThat(draw(20, true, false, 7)).isDeepEqualTo(draw(20, true, false, 7));
        assertThat(draw(20, true, false, 8)[0]).isNotEqualTo(draw(20, true, false, 7)[0]);
    }

    /** Four standard errors: a wrong result once in some 16,000 seeds, and the seed is fixed. */
    @Test
    void featuresEstimateTheExponentialWithoutBias() {
        Random random = new Random(11);
        for (boolean orthogonal : new boolean[] {true, false}) {
            for (double deviation : new double[] {0.2, 0.4}) {
                float[] q = new float[SIZE];
                float[] k = new float[SIZE];
                for (int c = 0; c < SIZE; c++) {
                    q[c] = (float) (deviation * random.nextGaussian());
                    k[c] = (float) (deviation * random.nextGaussian());
                }
                int draws = 3000;
                double sum = 0;
                double squares = 0;
                for (int seed = 0; seed < draws; seed++) {
                    double estimate = 0;
                    for (float[] w : draw(SIZE, orthogonal, false, seed)) {
                        estimate +=
                                Math.exp(dot(w, q) - dot(q, q) / 2)
                                        * Math.exp(dot(w, k) - dot(k, k) / 2);
                    }
                    estimate /= SIZE;
                    sum += estimate;
                    squares += estimate * estimate;
                }
                double mean = sum / draws;
                double standardError = Math.sqrt((squares / draws - mean * mean) / draws);
                assertThat(standardError).isLessThan(0.05);
                assertThat(mean).isCloseTo(Math.exp(dot(q, k)), within(4 * standardError));
            }
        }
    }
}
