/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.window;

/**
 * The mean of what the windows of a text give, each weighted by the number of its own tokens, so
 * that every token of the text counts once.
 */
public final class WeightedMean {

    private double[] sum;
    private double weights;

    public void add(double[] values, Window window) {
        // A text without tokens is a single window, whose weight doesn't matter.
        double weight = Math.max(1, window.part().ownTo() - window.part().ownFrom());
        if (sum == null) {
            sum = new double[values.length];
        }
        for (int i = 0; i < values.length; i++) {
            sum[i] += weight * values[i];
        }
        weights += weight;
    }

    public double[] get() {
        double[] mean = new double[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = sum[i] / weights;
        }
        return mean;
    }
}
