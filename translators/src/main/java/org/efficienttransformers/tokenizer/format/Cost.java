/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer.format;

/**
 * How the steps of a pattern grow with the length n of a text, at worst: at most factor times n to
 * the power of degree.
 *
 * @param degree 0 if a text's length doesn't matter
 * @param factor 1 or more, or 0 for nothing
 */
record Cost(int degree, double factor) {

    static final Cost NOTHING = new Cost(0, 0);
    static final Cost ONE = new Cost(0, 1);
    static final Cost LENGTH = new Cost(1, 1);

    /** More than any power of n. */
    static final Cost EXPONENTIAL = new Cost(Short.MAX_VALUE, 1);

    /** Texts worth a thought have so many characters. */
    private static final double LONG = 1000;

    Cost plus(Cost other) {
        if (degree < other.degree) {
            return other.plus(this);
        }
        double rest = other.factor / Math.pow(LONG, degree - other.degree);
        return new Cost(degree, factor + rest);
    }

    Cost times(Cost other) {
        return factor == 0 || other.factor == 0
                ? NOTHING
                : new Cost(degree + other.degree, factor * other.factor);
    }
}
