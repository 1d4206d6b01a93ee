/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

/** Seeds that follow from a run's seed and a place in it, so that the place can be returned to. */
final class Seeds {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Seeds() {}

    /** Mixes by the finaliser of SplitMix64, which leaves no pattern of the places. */
    static long mix(long seed, long... places) {
        long mixed = finish(seed + GOLDEN);
        for (long place : places) {
            mixed = finish(mixed + (place + 1) * GOLDEN);
        }
        return mixed;
    }

    private static long finish(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
