/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import java.util.List;

/**
 * What the attention of an encoder costs for one text, in float32 on a CPU, computed by a program.
 *
 * @param multiplyAdds multiplications with an addition in one layer apart from projections, the
 *     mean if layers differ
 * @param projections the number of projections of (n, e) to (n, e) in one layer, output included
 * @param parameters the number of parameters in all layers, projections included
 * @param whole how many arrays of (n, e) are in use besides the hidden states, such as keys and
 *     values
 * @param pieces how many arrays of 1,024 rows are, those of the rest of a layer included, as
 *     measured
 * @param attending other arrays in use at the same time
 */
public record AttentionCost(
        double multiplyAdds,
        double projections,
        long parameters,
        double whole,
        double pieces,
        List<InUse> attending) {

    /** Of full attention. */
    private static final double PIECES = 10;

    /**
     * Arrays of one size.
     *
     * @param count how many
     * @param bytes the size of each
     */
    public record InUse(double count, double bytes) {

        /**
         * Makes float32 arrays.
         *
         * @param count how many
         * @param rows of each
         * @param columns of each
         * @return the arrays
         */
        public static InUse of(double count, double rows, double columns) {
            return new InUse(count, Float.BYTES * rows * columns);
        }
    }

    /**
     * Makes the cost of a mechanism that has keys and values of the whole text and nothing else.
     *
     * @param sizes the sizes
     * @param multiplyAdds of one layer, apart from projections
     * @return the cost
     */
    public static AttentionCost of(AttentionSizes sizes, double multiplyAdds) {
        long parameters = 4L * sizes.layers() * linear(sizes);
        return new AttentionCost(multiplyAdds, 4, parameters, 2, PIECES, List.of());
    }

    /**
     * Counts the parameters of a projection.
     *
     * @param sizes the sizes
     * @return weight and bias
     */
    public static long linear(AttentionSizes sizes) {
        return (long) sizes.hiddenSize() * sizes.hiddenSize() + sizes.hiddenSize();
    }

    /**
     * Counts products of queries with keys, and of weights with values.
     *
     * @param queries the number of queries
     * @param keys the number of keys that each sees
     * @param hiddenSize the embedding size e
     * @return multiplications with an addition
     */
    public static double scores(double queries, double keys, double hiddenSize) {
        return 2 * queries * keys * hiddenSize;
    }

    /**
     * {@return this with more parameters}
     *
     * @param layers the number of layers
     * @param more what each layer has more
     */
    public AttentionCost withParameters(int layers, long more) {
        return new AttentionCost(
                multiplyAdds, projections, parameters + layers * more, whole, pieces, attending);
    }

    /**
     * {@return this with other arrays in use}
     *
     * @param ofAll how many arrays of (n, e)
     * @param ofPieces how many arrays of 1,024 rows
     * @param others other arrays in use at the same time
     */
    public AttentionCost withArrays(double ofAll, double ofPieces, InUse... others) {
        return new AttentionCost(
                multiplyAdds, projections, parameters, ofAll, ofPieces, List.of(others));
    }
}
