/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.plan;

import org.efficienttransformers.checkpoint.Mechanism;

/** How many parameters an encoder has. */
final class Parameters {

    private static final long TYPES = 2;

    private Parameters() {}

    /**
     * Counts them: embeddings and layers, without a head; the position table has a row for each
     * token.
     */
    static long of(
            Mechanism mechanism, EncoderSizes sizes, AttentionSettings settings, long length) {
        long e = sizes.hidden();
        if (mechanism == Mechanism.REFORMER) {
            return reformer(sizes, length);
        }
        long embeddings = (sizes.vocabulary() + length + TYPES) * e + 2 * e;
        long layer = 4 * linear(e, e) + feedForward(sizes) + 4 * e;
        long rank = Math.min(settings.rank(), length);
        layer +=
                switch (mechanism) {
                    case LONGFORMER -> 3 * linear(e, e); // of global tokens
                    case LINFORMER -> 2 * rank * length; // of keys and of values, shared by heads
                    case PERFORMER -> (long) settings.features() * sizes.headSize();
                    default -> 0;
                };
        return embeddings + sizes.layers() * layer;
    }

    /** Local layers and hashed ones, whose keys are their queries, in turn; none has a bias. */
    private static long reformer(EncoderSizes sizes, long length) {
        long e = sizes.hidden();
        long layer = feedForward(sizes) + 4 * e;
        int local = sizes.layers() - sizes.layers() / 2;
        int hashed = sizes.layers() - local;
        return (sizes.vocabulary() + length) * e
                + sizes.layers() * layer
                + (4L * local + 3L * hashed) * e * e
                + 4 * e; // the last norm is over both streams
    }

    private static long feedForward(EncoderSizes sizes) {
        return linear(sizes.hidden(), sizes.intermediate())
                + linear(sizes.intermediate(), sizes.hidden());
    }

    private static long linear(long in, long out) {
        return in * out + out;
    }
}
