/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.randomfeature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.Initializer;
import java.util.Random;

/**
 * Random directions for the features of {@link RandomFeatureAttention}, (r, d).
 *
 * <p>They come in blocks of d, the orthogonal factor of a QR decomposition of normal numbers, which
 * makes them perpendicular to each other within a block: that lowers the error of the estimate (<a
 * href="https://arxiv.org/abs/2009.14794">paper</a>, section 2.4). The same seed gives the same
 * numbers on every engine and device.
 *
 * @param orthogonal false to draw each direction by itself
 * @param fixedNorms true to give each the length sqrt(d); false for the length of a normal vector,
 *     which is chi-distributed and keeps the estimate of softmax without bias
 * @param seed the seed; those of layers should differ
 */
public record OrthogonalFeatures(boolean orthogonal, boolean fixedNorms, long seed)
        implements Initializer {

    /** The directions of the paper: orthogonal, of chi-distributed lengths, from seed 0. */
    public static final OrthogonalFeatures DEFAULT = new OrthogonalFeatures(true, false, 0);

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    /**
     * {@return the same with another seed, which depends on this one only: the directions that
     * follow on these}
     */
    public OrthogonalFeatures next() {
        return new OrthogonalFeatures(orthogonal, fixedNorms, mix(seed));
    }

    /** Spreads seeds that lie close together, whose first numbers {@link Random} makes alike. */
    private static long mix(long seed) {
        long mixed = seed + GOLDEN_GAMMA;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    @Override
    public NDArray initialize(NDManager manager, Shape shape, DataType dataType) {
        int features = Math.toIntExact(shape.get(0));
        int size = Math.toIntExact(shape.get(1));
        NDArray array = manager.create(draw(features, size), shape);
        if (dataType == DataType.FLOAT32) {
            return array;
        }
        NDArray converted = array.toType(dataType, false);
        array.close();
        return converted;
    }

    private float[] draw(int features, int size) {
        Random random = new Random(mix(seed));
        float[] numbers = new float[features * size];
        for (int start = 0; start < features; start += size) {
            double[][] block = normal(size, size, random);
            double[] norms = new double[size];
            double[][] lengths = normal(size, size, random);
            for (int i = 0; i < size; i++) {
                norms[i] = fixedNorms ? Math.sqrt(size) : norm(lengths[i]);
            }
            if (orthogonal) {
                orthogonalize(block);
            }
            for (int i = 0; i < Math.min(size, features - start); i++) {
                double factor = orthogonal || fixedNorms ? norms[i] / norm(block[i]) : 1;
                for (int c = 0; c < size; c++) {
                    numbers[(start + i) * size + c] = (float) (block[i][c] * factor);
                }
            }
        }
        return numbers;
    }

    private static double[][] normal(int rows, int columns, Random random) {
        double[][] numbers = new double[rows][columns];
        for (double[] row : numbers) {
            for (int c = 0; c < columns; c++) {
                row[c] = random.nextGaussian();
            }
        }
        return numbers;
    }

    /** Gram-Schmidt, each row twice, so that rounding leaves nothing of the earlier ones. */
    private static void orthogonalize(double[][] rows) {
        for (int i = 0; i < rows.length; i++) {
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < i; j++) {
                    double along = dot(rows[i], rows[j]);
                    for (int c = 0; c < rows[i].length; c++) {
                        rows[i][c] -= along * rows[j][c];
                    }
                }
            }
            double norm = norm(rows[i]);
            for (int c = 0; c < rows[i].length; c++) {
                rows[i][c] /= norm;
            }
        }
    }

    private static double norm(double[] row) {
        return Math.sqrt(dot(row, row));
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
