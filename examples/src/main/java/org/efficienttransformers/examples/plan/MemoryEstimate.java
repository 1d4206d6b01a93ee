/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.plan;

import org.efficienttransformers.checkpoint.Mechanism;

/**
 * The memory that an encoder of the BERT line, or a Reformer of the same sizes, takes for one text
 * in float32 on a CPU, with fused kernels. docs/PLANNING.md explains the formula.
 *
 * @param mechanism the mechanism
 * @param length the number of tokens, n
 * @param weights bytes of the parameters of an encoder without a head, its position table and its
 *     projections over the length as long as the text
 * @param activations bytes at the peak of a prediction, above the loaded model
 */
public record MemoryEstimate(Mechanism mechanism, int length, long weights, long activations) {

    private static final int FLOAT = Float.BYTES;

    /** Words, with positions, with types: what a text is embedded by stays until the end. */
    private static final int EMBEDDING = 3;

    /** Positions that Performer makes features of at a time. */
    private static final int FEATURE_CHUNK = 512;

    /** Arrays of features of one chunk that lie in memory together. */
    private static final int FEATURE_ARRAYS = 4;

    /**
     * What can't be read off the code, fitted to measurements of 'benchmark plan-memory'.
     *
     * @param runtime bytes that a JVM with a heap of 256 MB and PyTorch take without a model
     * @param fixed bytes that any prediction takes
     * @param slack resident bytes for each that is in use: the allocator keeps some of what was
     *     freed
     */
    private record Fit(double runtime, double fixed, double slack) {

        static final Fit CPU = new Fit(470e6, 6e6, 1.12);
    }

    /**
     * Estimates.
     *
     * @param mechanism the mechanism
     * @param sizes the encoder
     * @param settings of the mechanism
     * @param length the number of tokens, 1 or more
     * @return the estimate
     */
    public static MemoryEstimate of(
            Mechanism mechanism, EncoderSizes sizes, AttentionSettings settings, int length) {
        double narrow = (double) length * sizes.hidden();
        double live =
                (EMBEDDING + arrays(mechanism, sizes, settings)) * narrow
                        + workspace(mechanism, sizes, settings, length);
        return new MemoryEstimate(
                mechanism,
                length,
                FLOAT * Parameters.of(mechanism, sizes, settings, length),
                Math.round(Fit.CPU.fixed + Fit.CPU.slack * FLOAT * live));
    }

    /**
     * Returns what the process takes at its peak.
     *
     * @return bytes, those of Java and the engine included
     */
    public long total() {
        return Math.round(Fit.CPU.runtime) + weights + activations;
    }

    /**
     * How many arrays as large as the hidden states lie in memory while a layer attends. What
     * follows the attention takes some rows at a time and writes over the context: it needs fewer.
     */
    private static double arrays(
            Mechanism mechanism, EncoderSizes sizes, AttentionSettings settings) {
        double wide = (double) sizes.intermediate() / sizes.hidden();
        return switch (mechanism) {
            // Hidden states, queries, keys, values, context.
            case FULL -> 5;
            // And the contexts of chunks beside that which they are joined to.
            case LONGFORMER, PERFORMER -> 6;
            // And keys and values once more, head after head.
            case BIGBIRD -> 8;
            // Hidden states, queries, context: keys and values are few.
            case LINFORMER -> 3;
            // Two streams and their norm; then the wide layer before and after its activation, or
            // queries, keys, values, contexts of all rounds, twice, and their mixture.
            case REFORMER -> 4 + Math.max(2 * wide, 6 + 2.0 * settings.rounds());
        };
    }

    /** Floats that don't grow with the text. */
    private static double workspace(
            Mechanism mechanism, EncoderSizes sizes, AttentionSettings settings, int length) {
        if (mechanism != Mechanism.PERFORMER) {
            return 0;
        }
        double rows = Math.min(length, FEATURE_CHUNK);
        return FEATURE_ARRAYS * rows * sizes.heads() * settings.features();
    }
}
