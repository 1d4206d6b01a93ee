/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import static org.efficienttransformers.settings.Require.require;

/** The score of late interaction, of vectors that a model made of the tokens of two texts. */
public final class MaxSim {

    private MaxSim() {}

    /**
     * Scores how well a document fits a query: each vector of the query takes the greatest of its
     * scalar products with those of the document, and these are summed.
     *
     * @param query the vectors of the query, all of one length
     * @param document the vectors of the document, of the same length; one or more
     * @return at most the number of the query's vectors, where vectors have length 1
     * @throws IllegalArgumentException if the document has none, or lengths differ
     */
    public static double score(float[][] query, float[][] document) {
        require(
                document.length > 0,
                "The document has no vectors, so that nothing can be compared; give one or more.");
        double sum = 0;
        for (float[] token : query) {
            float greatest = Float.NEGATIVE_INFINITY;
            for (float[] other : document) {
                greatest = Math.max(greatest, product(token, other));
            }
            sum += greatest;
        }
        return sum;
    }

    private static float product(float[] a, float[] b) {
        require(
                a.length == b.length,
                "A vector of the query has %s numbers and one of the document %s; take vectors of"
                        + " one model.",
                a.length,
                b.length);
        float sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
