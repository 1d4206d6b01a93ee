/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.plan;

import org.efficienttransformers.checkpoint.Mechanism;

/**
 * The memory that an encoder of the BERT line, or a Reformer of the same sizes, takes for one text
 * in float32 on a CPU.
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
    private static final double EMBEDDING = 3;

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
        double live =
                EMBEDDING * length * sizes.hidden()
                        + Math.max(
                                attention(mechanism, sizes, settings, length),
                                feedForward(sizes, length));
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
     * What can't be read off the code, fitted to docs/data/plan-memory.csv.
     *
     * @param runtime bytes that a JVM with a heap of 256 MB and PyTorch take without a model
     * @param fixed bytes that any prediction takes
     * @param slack resident bytes for each that is in use: the allocator keeps some of what was
     *     freed
     */
    private record Fit(double runtime, double fixed, double slack) {

        static final Fit CPU = new Fit(470e6, 28e6, 1.05);
    }

    /**
     * The floats that lie in memory while a layer's second half computes: hidden states, context,
     * attended, their sum before it is normalised, the wide layer before and after the activation,
     * what comes of it, and that normalised.
     */
    private static double feedForward(EncoderSizes sizes, double length) {
        return length * (6.0 * sizes.hidden() + 2.0 * sizes.intermediate());
    }

    /** The floats that lie in memory while a layer attends: hidden states and what it makes. */
    private static double attention(
            Mechanism mechanism, EncoderSizes sizes, AttentionSettings settings, double length) {
        double narrow = length * sizes.hidden();
        return switch (mechanism) {
            // Hidden states, queries, keys, values; contexts, of chunks or heads, and they joined.
            case FULL, LONGFORMER, PERFORMER -> 6 * narrow;
            // And keys and values once more, head after head.
            case BIGBIRD -> 8 * narrow;
            case LINFORMER -> 5 * narrow;
            case REFORMER -> (8 + 4 * settings.rounds()) * narrow;
        };
    }
}
