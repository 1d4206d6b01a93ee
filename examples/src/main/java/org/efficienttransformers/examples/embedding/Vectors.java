/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.embedding;

/** Arithmetic with vectors of texts. */
public final class Vectors {

    private Vectors() {}

    /**
     * Compares two vectors of length 1.
     *
     * @param a a vector
     * @param b a vector of the same size
     * @return the cosine of the angle between them
     */
    public static double cosine(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    /**
     * Scales a vector to length 1.
     *
     * @param vector a vector that isn't zero
     * @return a vector of the same direction
     */
    public static float[] normalize(double[] vector) {
        double squares = 0;
        for (double value : vector) {
            squares += value * value;
        }
        double length = Math.sqrt(squares);
        float[] normalized = new float[vector.length];
        for (int i = 0; i < vector.length; i++) {
            normalized[i] = (float) (vector[i] / length);
        }
        return normalized;
    }
}
