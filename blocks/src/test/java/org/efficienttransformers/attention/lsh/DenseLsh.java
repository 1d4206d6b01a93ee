/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lsh;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.efficienttransformers.attention.DenseAttention;

/** Reformer's chunks and hashes from their definitions, in plain Java: the oracle. */
public final class DenseLsh {

    private DenseLsh() {}

    /** How often the chunk of a key is among those that a query's chunk sees, in a circle. */
    public static int meetings(int queryChunk, int keyChunk, int count, int before, int after) {
        int meetings = 0;
        for (int step = -before; step <= after; step++) {
            // Further than once around, transformers sees its own chunk again.
            int offset = Math.abs(step) > count ? 0 : step;
            if (Math.floorMod(queryChunk + offset, count) == keyChunk) {
                meetings++;
            }
        }
        return meetings;
    }

    /** The bucket of a vector: the nearest of the axes and their opposites, after a rotation. */
    public static int bucket(double[] vector, double[][] rotation) {
        int axes = rotation[0].length;
        double[] rotated = new double[axes];
        for (int axis = 0; axis < axes; axis++) {
            for (int c = 0; c < vector.length; c++) {
                rotated[axis] += vector[c] * rotation[c][axis];
            }
        }
        int best = 0;
        for (int axis = 1; axis < axes; axis++) {
            best = Math.abs(rotated[axis]) > Math.abs(rotated[best]) ? axis : best;
        }
        return rotated[best] > 0 ? best : best + axes;
    }

    /** Where each position stands when sorted by bucket, those of one bucket as they were. */
    public static int[] places(int[] bucket) {
        Integer[] order =
                IntStream.range(0, bucket.length)
                        .boxed()
                        .sorted(Comparator.comparingInt(i -> bucket[i]))
                        .toArray(Integer[]::new);
        int[] place = new int[bucket.length];
        for (int i = 0; i < order.length; i++) {
            place[order[i]] = i;
        }
        return place;
    }

    /** The rows of the only sequence of (1, n, e). */
    public static double[][] rows(NDArray array) {
        Shape shape = array.getShape();
        int length = (int) shape.get(1);
        int size = (int) shape.get(2);
        float[] values = array.toFloatArray();
        double[][] rows = new double[length][size];
        for (int i = 0; i < length; i++) {
            for (int c = 0; c < size; c++) {
                rows[i][c] = values[i * size + c];
            }
        }
        return rows;
    }

    /** Applies a projection of a block to rows. */
    public static double[][] project(Block block, String name, double[][] rows) {
        NDArray weight =
                block.getParameters().stream()
                        .filter(parameter -> parameter.getKey().endsWith(name + "_weight"))
                        .findFirst()
                        .orElseThrow()
                        .getValue()
                        .getArray();
        return DenseAttention.linear(rows, rows(weight.expandDims(0)), null);
    }

    /** Vectors at a length of sqrt(d). */
    public static double[][] unit(double[][] rows) {
        return Arrays.stream(rows)
                .map(
                        row -> {
                            double square = Arrays.stream(row).map(x -> x * x).sum() / row.length;
                            double scale = 1 / Math.sqrt(square + 1e-6);
                            return Arrays.stream(row).map(x -> x * scale).toArray();
                        })
                .toArray(double[][]::new);
    }
}
