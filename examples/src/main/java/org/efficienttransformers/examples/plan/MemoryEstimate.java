/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.plan;

import org.efficienttransformers.attention.AttentionCost;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.program.ProgramTarget;
import org.efficienttransformers.settings.Settings;

/**
 * The memory that an encoder of the BERT line, or a Reformer of the same sizes, takes for one text
 * in float32 on a CPU, computed by a program. docs/PLANNING.md explains the formula.
 *
 * @param kind the mechanism
 * @param length the number of tokens, n
 * @param weights bytes of the parameters of an encoder without a head, its position table and its
 *     projections over the length as long as the text
 * @param packed bytes of second copies of weights: those of linear layers in the order that oneDNN
 *     reads, which the program of an encoder keeps on a CPU; 0 for a mechanism without a program
 * @param activations bytes at the peak of a prediction, above the loaded model; a little less for a
 *     longer text, whose arrays malloc maps one by one
 */
public record MemoryEstimate(
        AttentionKind kind, int length, long weights, long packed, long activations) {

    private static final int FLOAT = Float.BYTES;

    /** The greatest array, in bytes, that comes to be kept: malloc's threshold grows to that. */
    private static final long LARGEST_KEPT = 32L << 20;

    /**
     * What can't be read off the code, fitted to measurements of 'benchmark plan-memory'.
     *
     * @param runtime bytes that a JVM with a heap of 256 MB and PyTorch take without a model
     * @param fixed bytes that any prediction takes, of which Java's compiler is one part
     * @param embedded what is left of the text before the norm of its embeddings, in arrays of the
     *     hidden states; nothing of those that malloc maps one by one
     */
    private record Fit(double runtime, double fixed, double embedded) {

        static final Fit CPU = new Fit(470e6, 9e6, 0.5);
    }

    /**
     * Estimates.
     *
     * @param kind the mechanism
     * @param sizes the encoder
     * @param settings of the mechanism
     * @param length the number of tokens, 1 or more
     * @return the estimate
     */
    public static MemoryEstimate of(
            AttentionKind kind, EncoderSizes sizes, Settings settings, int length) {
        return new MemoryEstimate(
                kind,
                length,
                FLOAT * Parameters.of(kind, sizes, settings, length),
                FLOAT * Parameters.packed(kind, sizes, settings, length),
                Math.round(activations(kind, sizes, settings, length)));
    }

    /**
     * {@return what the process takes at its peak, in bytes, those of Java and the engine included}
     */
    public long total() {
        return Math.round(Fit.CPU.runtime) + weights + packed + activations;
    }

    private static double activations(
            AttentionKind kind, EncoderSizes sizes, Settings settings, int length) {
        AttentionCost cost = kind.cost(sizes.attention(length), settings, length);
        double array = bytes(length, sizes.hidden());
        double piece = bytes(Math.min(length, ProgramTarget.ROWS), sizes.hidden());
        double embedded = array > LARGEST_KEPT ? 0 : Fit.CPU.embedded;
        double streams = kind.isReversible() ? 2 : 1;
        double others =
                cost.attending().stream().mapToDouble(some -> some.count() * some.bytes()).sum();
        return Fit.CPU.fixed
                + (embedded + streams + cost.whole()) * array
                + cost.pieces() * piece
                + others;
    }

    private static double bytes(double rows, double columns) {
        return FLOAT * rows * columns;
    }
}
