/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune;

import java.util.ArrayList;
import java.util.List;

/**
 * What a learning-rate range test found (<a href="https://arxiv.org/abs/1506.01186">Smith
 * 2017</a>): the loss of steps whose rate rises from one to the next by the same factor.
 *
 * @param rates the learning rate of each step
 * @param losses the loss of each step, before it was taken
 */
public record RateSearch(List<Double> rates, List<Double> losses) {

    /** From where on a loss is past help: this many times the lowest. */
    static final double DIVERGED = 4;

    private static final double SMOOTHING = 0.9;

    /** Copies the lists. */
    public RateSearch {
        rates = List.copyOf(rates);
        losses = List.copyOf(losses);
    }

    /**
     * Smooths the losses.
     *
     * @return exponential means, which aren't drawn to 0 at the beginning
     */
    public List<Double> smoothed() {
        List<Double> smooth = new ArrayList<>();
        double sum = 0;
        double weight = 0;
        for (double loss : losses) {
            sum = SMOOTHING * sum + (1 - SMOOTHING) * loss;
            weight = SMOOTHING * weight + (1 - SMOOTHING);
            smooth.add(sum / weight);
        }
        return smooth;
    }

    /**
     * Suggests a highest rate for a training: that with which the smoothed loss falls fastest,
     * before it is lowest.
     *
     * @return a learning rate; NaN if the loss never falls
     */
    public double suggestion() {
        List<Double> smooth = smoothed();
        int lowest = 0;
        for (int i = 1; i < smooth.size(); i++) {
            lowest = smooth.get(i) < smooth.get(lowest) ? i : lowest;
        }
        double steepest = 0;
        double best = Double.NaN;
        for (int i = 1; i <= lowest; i++) {
            double fall = smooth.get(i - 1) - smooth.get(i);
            if (fall > steepest) {
                steepest = fall;
                best = rates.get(i);
            }
        }
        return best;
    }
}
