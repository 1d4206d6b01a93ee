/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.plan;

import org.efficienttransformers.checkpoint.Mechanism;

/** How many multiplications with an addition an encoder makes for one text: its time, in order. */
public final class MultiplyAdds {

    private MultiplyAdds() {}

    /**
     * Counts those of all layers: linear layers and attention.
     *
     * @param mechanism the mechanism
     * @param sizes the encoder
     * @param settings of the mechanism
     * @param length the number of tokens, n
     * @return the number
     */
    public static double of(
            Mechanism mechanism, EncoderSizes sizes, AttentionSettings settings, long length) {
        double n = length;
        double e = sizes.hidden();
        // Queries, keys, values (Reformer: queries are keys) and output; up and down again.
        int projections = mechanism == Mechanism.REFORMER ? 3 : 4;
        double linear = n * (projections * e * e + 2 * e * sizes.intermediate());
        return sizes.layers() * (linear + attention(mechanism, settings, n, e));
    }

    private static double attention(
            Mechanism mechanism, AttentionSettings settings, double n, double e) {
        return switch (mechanism) {
            case FULL -> scores(n, n, e);
            case LONGFORMER -> scores(n, Math.min(n, settings.window() + 1.0), e);
            case BIGBIRD -> blockSparse(settings, n, e);
            // Half of the layers look at the text around, half at all rounds of hashes.
            case REFORMER -> {
                double seen = Math.min(n, 2.0 * settings.chunk());
                yield (scores(n, seen, e) + settings.rounds() * scores(n, seen, e)) / 2;
            }
            case LINFORMER -> {
                double rank = Math.min(n, settings.rank());
                yield 2 * rank * n * e + scores(n, rank, e);
            }
            // Features of queries and of keys, their products with values, and with those.
            case PERFORMER -> 4 * n * settings.features() * e;
        };
    }

    private static double blockSparse(AttentionSettings settings, double n, double e) {
        double block = settings.blockSize();
        double seen = (5.0 + settings.randomBlocks()) * block;
        if (n <= (5.0 + 2 * settings.randomBlocks()) * block) {
            return scores(n, n, e);
        }
        return scores(n - 2 * block, seen, e) + scores(2 * block, n, e);
    }

    /** Products of queries with keys, and of weights with values. */
    private static double scores(double queries, double keys, double e) {
        return 2 * queries * keys * e;
    }
}
