/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.sentence;

/** The module Normalize: scales a vector to length 1. */
public final class UnitLength implements VectorStep {

    /** There is nothing to be set. */
    public static final UnitLength INSTANCE = new UnitLength();

    /** Below this a length counts as this, as in torch.nn.functional.normalize. */
    private static final double LEAST = 1e-12;

    private UnitLength() {}

    @Override
    public double[] apply(double[] vector) {
        double squares = 0;
        for (double value : vector) {
            squares += value * value;
        }
        double length = Math.max(Math.sqrt(squares), LEAST);
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= length;
        }
        return vector;
    }

    @Override
    public int outputSize(int size) {
        return size;
    }
}
