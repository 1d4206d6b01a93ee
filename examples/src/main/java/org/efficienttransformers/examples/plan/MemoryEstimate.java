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
 * @param activations bytes at the peak of a prediction, above the loaded model; a little less for a
 *     longer text, where that is computed in smaller parts
 */
public record MemoryEstimate(Mechanism mechanism, int length, long weights, long activations) {

    private static final int FLOAT = Float.BYTES;

    /**
     * What a Reformer's text is embedded by stays until the end: words, and these with positions.
     */
    private static final int EMBEDDING = 3;

    /** Of larger arrays of queries, keys or values only some heads are computed at a time. */
    private static final double LARGEST_PART = 8 << 20;

    /** Rows that what follows the attention takes at a time. */
    private static final int FEED_FORWARD_ROWS = 512;

    /** Positions that Performer makes features of at a time. */
    private static final int FEATURE_ROWS = 512;

    /** Arrays of features of these positions that lie in memory together. */
    private static final int FEATURE_ARRAYS = 4;

    /** Queries that BigBird gathers keys and values for at a time, of all heads together. */
    private static final int GATHERED_ROWS = 128;

    /** Blocks that a block sees beside the random ones: three around, first and last. */
    private static final int SEEN_BLOCKS = 5;

    /** Chunks that Reformer attends from at a time. */
    private static final int CHUNKS = 256;

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

        /** Resident bytes for each that is in use and that malloc keeps: it leaves holes. */
        static double slack(Mechanism mechanism) {
            return switch (mechanism) {
                case FULL, LONGFORMER, LINFORMER, PERFORMER -> 1.07;
                case BIGBIRD -> 1.2;
                case REFORMER -> 2.4;
            };
        }
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
        return new MemoryEstimate(
                mechanism,
                length,
                FLOAT * Parameters.of(mechanism, sizes, settings, length),
                Math.round(activations(mechanism, sizes, settings, length)));
    }

    /**
     * Returns what the process takes at its peak.
     *
     * @return bytes, those of Java and the engine included
     */
    public long total() {
        return Math.round(Fit.CPU.runtime) + weights + activations;
    }

    private static double activations(
            Mechanism mechanism, EncoderSizes sizes, AttentionSettings settings, int length) {
        double slack = Fit.slack(mechanism);
        double attention = attention(mechanism, sizes, settings, length).resident(slack);
        double rest =
                mechanism == Mechanism.REFORMER
                        ? Math.max(
                                hashing(sizes, settings, length).resident(slack),
                                reformerFeedForward(sizes, length).resident(slack))
                        : feedForward(mechanism, sizes, length).resident(slack);
        return Fit.CPU.fixed + Math.max(attention, rest);
    }

    private static double bytes(double rows, double columns) {
        return FLOAT * rows * columns;
    }

    private static ArraysInUse attention(
            Mechanism mechanism, EncoderSizes sizes, AttentionSettings settings, int length) {
        double n = length;
        double array = bytes(n, sizes.hidden());
        double head = bytes(n, sizes.headSize());
        double part = array;
        // What a text is embedded by, and the hidden states.
        ArraysInUse below = ArraysInUse.NONE.and(embedded(mechanism, array) + 1, array);
        if (mechanism != Mechanism.REFORMER && array > LARGEST_PART) {
            // Of some heads at a time; beside them the context of all.
            part = head * headsAtATime(head, sizes.heads());
            below = below.and(1, array);
        }
        return switch (mechanism) {
            // Queries, keys, values, context.
            case FULL, LONGFORMER -> below.and(4, part);
            // The context in pieces, too; of a head keys and values once more, and its context in
            // pieces and joined.
            case BIGBIRD -> below.and(5, part).and(4, head).and(2, gathered(settings, sizes));
            // Queries and context: keys and values are few. The size of what mixes them.
            case LINFORMER -> below.and(2, part).and(1, bytes(n, Math.min(settings.rank(), n)));
            // The context in pieces, too.
            case PERFORMER ->
                    below.and(5, part)
                            .and(
                                    FEATURE_ARRAYS,
                                    bytes(
                                            Math.min(n, FEATURE_ROWS),
                                            (double) sizes.heads() * settings.features()));
            // Two streams and their norm on what is embedded; queries, keys, values, context in
            // pieces and joined; of a head all but that once more, with the context of all rounds.
            case REFORMER -> {
                double count = chunks(settings, length);
                double seen = 2.0 * settings.chunk();
                yield below.and(5, part)
                        .and(3 + 2 * settings.rounds(), head)
                        // Queries and context, keys and values, scores and mask of some chunks.
                        .and(2, bytes(count * settings.chunk(), sizes.headSize()))
                        .and(2, bytes(count * seen, sizes.headSize()))
                        .and(2, bytes(count * settings.chunk(), seen));
            }
        };
    }

    /** Arrays of this size that a text is embedded by. Malloc gives mapped ones back at once. */
    private static double embedded(Mechanism mechanism, double array) {
        if (mechanism == Mechanism.REFORMER) {
            return EMBEDDING;
        }
        return array > ArraysInUse.LARGEST_KEPT ? Fit.CPU.embeddedMapped : Fit.CPU.embedded;
    }

    /** As the kernels have it. */
    private static double headsAtATime(double head, int heads) {
        double most = Math.max(Math.floor(LARGEST_PART / head), 1);
        return Math.ceil(heads / Math.ceil(heads / most));
    }

    /** Keys or values of the blocks that some queries see. */
    private static double gathered(AttentionSettings settings, EncoderSizes sizes) {
        double seen = (SEEN_BLOCKS + settings.randomBlocks()) * (double) settings.blockSize();
        int rows = Math.max(GATHERED_ROWS / settings.blockSize(), 1);
        return bytes(rows * seen, sizes.hidden());
    }

    /** Chunks that Reformer attends from at a time. */
    private static double chunks(AttentionSettings settings, int length) {
        return Math.min(CHUNKS, settings.rounds() * Math.ceil((double) length / settings.chunk()));
    }

    /**
     * Reformer's layer while it hashes: what is embedded, two streams, norm, queries, keys, values
     * and queries once more; the queries on the axes of a round, the same with its opposite, and
     * that alone.
     */
    private static ArraysInUse hashing(EncoderSizes sizes, AttentionSettings settings, int length) {
        double chunks = Math.max((double) length / settings.chunk(), 1);
        int power = (int) Math.floor(Math.log(2 * chunks) / Math.log(2));
        double limit = 2 * Math.max(Math.sqrt(chunks), settings.chunk());
        // Two factors of the number of buckets, where it is large.
        int first = power / 2;
        double axes =
                Math.pow(2, power) <= limit
                        ? Math.pow(2, power - 1)
                        : Math.pow(2, first - 1) + Math.pow(2, power - first - 1);
        double rotated = bytes(length, sizes.heads() * axes);
        return ArraysInUse.NONE
                .and(EMBEDDING + 5, bytes(length, sizes.hidden()))
                .and(2, rotated)
                .and(1, 2 * rotated);
    }

    /**
     * What follows the attention takes some rows at a time and writes over the context: beside that
     * and the hidden states, three narrow arrays and a wide one of these rows.
     */
    private static ArraysInUse feedForward(Mechanism mechanism, EncoderSizes sizes, int length) {
        double array = bytes(length, sizes.hidden());
        return ArraysInUse.NONE
                .and(embedded(mechanism, array) + 2, array)
                .and(3, bytes(FEED_FORWARD_ROWS, sizes.hidden()))
                .and(1, bytes(FEED_FORWARD_ROWS, sizes.intermediate()));
    }

    /**
     * Reformer's takes all rows: what is embedded, two streams, norm and result, and the wide array
     * before and after its activation.
     */
    private static ArraysInUse reformerFeedForward(EncoderSizes sizes, int length) {
        return ArraysInUse.NONE
                .and(EMBEDDING + 2, bytes(length, sizes.hidden()))
                .and(2, bytes(length, sizes.intermediate()));
    }
}
