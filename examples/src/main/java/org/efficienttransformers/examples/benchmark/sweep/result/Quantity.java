/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep.result;

import java.util.Locale;

/** What is measured. */
public enum Quantity {

    /** Seconds of a call. */
    TIME,

    /** Peak of resident memory above the loaded model. */
    MEMORY;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
