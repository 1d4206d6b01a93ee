/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep.series;

import java.util.Locale;

/** What of a model is measured. */
public enum Subject {

    /** One layer's attention: the projections of queries, keys and values, and the mechanism. */
    ATTENTION("attention of one layer, 12 heads of 64"),

    /** A whole encoder of base size, with random weights and without a head. */
    ENCODER("encoder of base size, 12 heads of 64, intermediate size 3,072");

    private final String description;

    Subject(String description) {
        this.description = description;
    }

    /** What it is, for a heading. */
    public String description() {
        return description;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
