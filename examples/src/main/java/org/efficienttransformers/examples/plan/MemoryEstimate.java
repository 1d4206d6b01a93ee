/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.plan;

import org.efficienttransformers.attention.AttentionCost;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.settings.Settings;

/**
 * The memory that an encoder of the BERT line, or a Reformer of the same sizes, takes for one text
 * in float32 on a CPU, with fused kernels. docs/PLANNING.md explains the formula.
 *
 * @param kind the mechanism
 * @param length the number of tokens, n
 * @param weights bytes of the parameters of an encoder without a head, its position table and its
 *     projections over the length as long as the text
 * @param packed bytes of second copies of weights: those of linear layers in the order that oneDNN
 *     reads, which the program of an encoder keeps on a CPU; 0 for a mechanism without a program
 * @param activations bytes at the peak of a prediction, above the loaded model; a little less for a
 *     longer text, where that is computed in smaller parts
 */
public record MemoryEstimate(
        AttentionKind kind, int length, long weights, long packed, long activations) {

    private static final int FLOAT = Float.BYTES;

    /** What a reversible model's text is embedded by stays: words, and these with positions. */
    private static final int EMBEDDING = 3;

    /** Of larger arrays of queries, keys or values only some heads are computed at a time. */
    private static final double LARGEST_PART = 8 << 20;

    /** Rows that what follows the attention takes at a time. */
    private static final int FEED_FORWARD_ROWS = 512;

    /**
     * What can't be read off the code, fitted to measurements of 'benchmark plan-memory'.
     *
     * @param runtime bytes that a JVM with a heap of 256 MB and PyTorch take without a model
     * @param fixed bytes that any prediction takes, of which Java's compiler is one part
     * @param embedded arrays of hidden states that a BERT-like encoder holds below the layers
     * @param embeddedMapped the same of a text whose hidden states malloc maps one by one
     */
    private record Fit(double runtime, double fixed, double embedded, double embeddedMapped) {

        static final Fit CPU = new Fit(470e6, 9e6, 1, 0.5);
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
        double attention = attention(kind, cost, sizes, length).resident(cost.slack());
        double rest =
                kind.isReversible()
                        ? Math.max(
                                preparing(cost, sizes, length).resident(cost.slack()),
                                reversibleFeedForward(sizes, length).resident(cost.slack()))
                        : feedForward(sizes, length).resident(cost.slack());
        return Fit.CPU.fixed + Math.max(attention, rest);
    }

    private static double bytes(double rows, double columns) {
        return FLOAT * rows * columns;
    }

    private static ArraysInUse attention(
            AttentionKind kind, AttentionCost cost, EncoderSizes sizes, int length) {
        double array = bytes(length, sizes.hidden());
        double part = array;
        // What a text is embedded by, and the hidden states; in a reversible model two streams and
        // their norm.
        double embedded = kind.isReversible() ? EMBEDDING : embedded(array);
        ArraysInUse below = ArraysInUse.NONE.and(embedded + 1, array);
        if (!kind.isReversible() && array > LARGEST_PART) {
            // Of some heads at a time; next to them the context of all.
            double head = bytes(length, sizes.headSize());
            part = head * headsAtATime(head, sizes.heads());
            below = below.and(1, array);
        }
        return below.and(cost.parts(), part).and(cost.attending());
    }

    /** Before the attention of a reversible model: what is embedded, two streams. */
    private static ArraysInUse preparing(AttentionCost cost, EncoderSizes sizes, int length) {
        return ArraysInUse.NONE
                .and(EMBEDDING + 2, bytes(length, sizes.hidden()))
                .and(cost.preparing());
    }

    /** Arrays of this size that a text is embedded by. Malloc gives mapped ones back at once. */
    private static double embedded(double array) {
        return array > ArraysInUse.LARGEST_KEPT ? Fit.CPU.embeddedMapped : Fit.CPU.embedded;
    }

    /** As the kernels have it. */
    private static double headsAtATime(double head, int heads) {
        double most = Math.max(Math.floor(LARGEST_PART / head), 1);
        return Math.ceil(heads / Math.ceil(heads / most));
    }

    /**
     * What follows the attention takes some rows at a time and writes over the context: besides
     * that and the hidden states, three narrow arrays and a wide one of these rows.
     */
    private static ArraysInUse feedForward(EncoderSizes sizes, int length) {
        double array = bytes(length, sizes.hidden());
        return ArraysInUse.NONE
                .and(embedded(array) + 2, array)
                .and(3, bytes(FEED_FORWARD_ROWS, sizes.hidden()))
                .and(1, bytes(FEED_FORWARD_ROWS, sizes.intermediate()));
    }

    /**
     * That of a reversible model takes all rows: what is embedded, two streams, norm and result,
     * and the wide array before and after its activation.
     */
    private static ArraysInUse reversibleFeedForward(EncoderSizes sizes, int length) {
        return ArraysInUse.NONE
                .and(EMBEDDING + 2, bytes(length, sizes.hidden()))
                .and(2, bytes(length, sizes.intermediate()));
    }
}
