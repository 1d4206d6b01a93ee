/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.description;

import static org.efficienttransformers.settings.Require.atLeast;
import static org.efficienttransformers.settings.Require.rate;

/**
 * The feed-forward half of a layer: out(activation(in(x))), or, where it is gated,
 * out(activation(first half of in(x)) * second half).
 *
 * @param norm the norm before it (pre-norm) or after the residual sum (post-norm), within the
 *     layer; null for none
 * @param in the first linear layer, within the layer; of a gated one both halves
 * @param out the second linear layer, within the layer
 * @param activation the activation
 * @param gated true if half of what the first layer returns multiplies the other
 * @param dropoutBefore the rate of dropout before the activation, in training
 * @param dropoutInside the rate of dropout between activation and second layer, in training
 * @param dropoutAfter the rate of dropout after the second layer, in training
 * @param rowsAtATime how many positions to take at a time; 0 for all
 */
public record FeedForwardPart(
        NormPart norm,
        LinearPart in,
        LinearPart out,
        Activation activation,
        boolean gated,
        float dropoutBefore,
        float dropoutInside,
        float dropoutAfter,
        int rowsAtATime) {

    /** Checks the sizes. */
    public FeedForwardPart {
        atLeast("intermediate_size", in.units(), 1);
        atLeast("chunk_size_feed_forward", rowsAtATime, 0);
        rate("The dropout of hidden states", dropoutBefore);
        rate("The dropout of hidden states", dropoutInside);
        rate("The dropout of hidden states", dropoutAfter);
    }

    /**
     * A plain one, after which elements are dropped.
     *
     * @param norm its norm
     * @param in the first linear layer
     * @param out the second linear layer
     * @param activation the activation
     * @param dropout the rate of dropout after the second layer
     * @return the part
     */
    public static FeedForwardPart plain(
            NormPart norm, LinearPart in, LinearPart out, Activation activation, float dropout) {
        return new FeedForwardPart(norm, in, out, activation, false, 0, 0, dropout, 0);
    }
}
