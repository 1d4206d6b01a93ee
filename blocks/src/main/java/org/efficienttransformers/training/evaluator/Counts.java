/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training.evaluator;

import static org.efficienttransformers.settings.Require.require;

/**
 * How often something was found, and how often rightly.
 *
 * @param truePositives found rightly
 * @param falsePositives found, but not there
 * @param falseNegatives there, but not found
 */
public record Counts(long truePositives, long falsePositives, long falseNegatives) {

    /** Nothing found, and nothing there. */
    public static final Counts NONE = new Counts(0, 0, 0);

    /** Checks that none is negative. */
    public Counts {
        require(
                truePositives >= 0 && falsePositives >= 0 && falseNegatives >= 0,
                "The counts are %s, %s and %s; allowed: 0 or more.",
                truePositives,
                falsePositives,
                falseNegatives);
    }

    /**
     * Adds others.
     *
     * @param other the others
     * @return the sums
     */
    public Counts plus(Counts other) {
        return new Counts(
                truePositives + other.truePositives,
                falsePositives + other.falsePositives,
                falseNegatives + other.falseNegatives);
    }

    /**
     * {@return what part of the found is right, from 0 to 1; 0 if nothing was found, as in
     * scikit-learn}
     */
    public double precision() {
        return ratio(truePositives, truePositives + falsePositives);
    }

    /** {@return what part of what is there was found, from 0 to 1; 0 if nothing is there} */
    public double recall() {
        return ratio(truePositives, truePositives + falseNegatives);
    }

    /**
     * {@return the harmonic mean of precision and recall, from 0 to 1; 0 if nothing was found and
     * nothing is there}
     */
    public double f1() {
        return ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives);
    }

    private static double ratio(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
