/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.Map;

/**
 * Attention computed straight from its definition, in double precision and plain Java: the oracle.
 *
 * <p>Written for clarity; it shares no code with the mechanisms and doesn't use NDArray.
 */
public final class DenseAttention {

    private DenseAttention() {}

    /** Tells whether a query sees a key. */
    public interface Visibility {

        /**
         * Tells whether the query at a position sees the key at another.
         *
         * @param query the position of the query
         * @param key the position of the key
         * @return how often the key counts: 0 if it is hidden
         */
        int count(int query, int key);
    }

    /**
     * Computes one head of one sequence.
     *
     * @param query (n, d)
     * @param key (m, d)
     * @param value (m, d)
     * @param visibility what each query sees
     * @return (n, d); zeros where a query sees nothing
     */
    public static double[][] head(
            double[][] query, double[][] key, double[][] value, Visibility visibility) {
        int size = query[0].length;
        double[][] context = new double[query.length][value[0].length];
        for (int i = 0; i < query.length; i++) {
            double[] weight = new double[key.length];
            double sum = 0;
            for (int j = 0; j < key.length; j++) {
                double score = 0;
                for (int c = 0; c < size; c++) {
                    score += query[i][c] * key[j][c];
                }
                weight[j] = visibility.count(i, j) * Math.exp(score / Math.sqrt(size));
                sum += weight[j];
            }
            for (int j = 0; j < key.length && sum > 0; j++) {
                for (int c = 0; c < context[i].length; c++) {
                    context[i][c] += weight[j] / sum * value[j][c];
                }
            }
        }
        return context;
    }

    /**
     * Applies a linear layer.
     *
     * @param input (n, in)
     * @param weight (out, in)
     * @param bias (out), or null
     * @return (n, out)
     */
    public static double[][] linear(double[][] input, double[][] weight, double[] bias) {
        double[][] output = new double[input.length][weight.length];
        for (int i = 0; i < input.length; i++) {
            for (int o = 0; o < weight.length; o++) {
                output[i][o] = bias == null ? 0 : bias[o];
                for (int c = 0; c < input[i].length; c++) {
                    output[i][o] += weight[o][c] * input[i][c];
                }
            }
        }
        return output;
    }

    /**
     * Cuts the columns of a head out of all heads.
     *
     * @param all (n, h * d)
     * @param head the head
     * @param size d
     * @return (n, d)
     */
    public static double[][] columns(double[][] all, int head, int size) {
        double[][] part = new double[all.length][size];
        for (int i = 0; i < all.length; i++) {
            System.arraycopy(all[i], head * size, part[i], 0, size);
        }
        return part;
    }

    /**
     * Returns the rows of an array.
     *
     * @param array (..., m) in a floating type
     * @return as many rows of m numbers as there are, in the order in which they lie
     */
    public static double[][] rows(NDArray array) {
        Shape shape = array.getShape();
        int columns = Math.toIntExact(shape.get(shape.dimension() - 1));
        float[] numbers = array.toType(DataType.FLOAT32, false).toFloatArray();
        double[][] rows = new double[numbers.length / columns][columns];
        for (int i = 0; i < numbers.length; i++) {
            rows[i / columns][i % columns] = numbers[i];
        }
        return rows;
    }

    /**
     * Projects onto one head.
     *
     * @param parameters those of the attention
     * @param name the name of a linear layer
     * @param rows (n, e)
     * @param head the head
     * @param size d
     * @return (n, d)
     */
    public static double[][] projected(
            Map<String, Parameter> parameters, String name, double[][] rows, int head, int size) {
        double[][] weight = rows(parameters.get(name + ".weight").getArray());
        double[] bias = rows(parameters.get(name + ".bias").getArray())[0];
        return columns(linear(rows, weight, bias), head, size);
    }
}
