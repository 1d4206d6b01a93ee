/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.fuzz;

/** What can become of an input; only the first two may. */
enum FuzzOutcome {
    /** It was read. */
    READ,
    /** It was refused in the way that is documented. */
    REFUSED,
    /** Something else was thrown. */
    UNDOCUMENTED,
    /** More memory was taken than ten times the files. */
    ALLOCATION,
    /** It took longer than two seconds, or for ever. */
    HANG,
    /** The JVM died. */
    CRASH;

    boolean isFault() {
        return compareTo(REFUSED) > 0;
    }
}
