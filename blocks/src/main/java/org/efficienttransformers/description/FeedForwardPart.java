/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.description;

import static org.efficienttransformers.settings.Require.atLeast;
import static org.efficienttransformers.settings.Require.rate;
import static org.efficienttransformers.settings.Require.require;

/**
 * The feed-forward half of a layer: out(activation(in(x))), or, where it is gated,
 * out(activation(in(x)) * gate(x)).
 *
 * @param norm the norm before it (pre-norm) or after the residual sum (post-norm), within the
 *     layer; null for none
 * @param in the first linear layer, within the layer, whose output is activated
 * @param gate the linear layer by whose output that is multiplied, as wide; null for none
 * @param fused the one tensor of checkpoints that holds both, within the layer; null if each has
 *     its own
 * @param out the second linear layer, within the layer
 * @param activation the activation
 * @param dropoutBefore the rate of dropout before the activation, in training
 * @param dropoutInside the rate of dropout between activation and second layer, in training
 * @param dropoutAfter the rate of dropout after the second layer, in training
 * @param rowsAtATime how many positions to take at a time; 0 for all
 */
public record FeedForwardPart(
        NormPart norm,
        LinearPart in,
        LinearPart gate,
        FusedPart fused,
        LinearPart out,
        Activation activation,
        float dropoutBefore,
        float dropoutInside,
        float dropoutAfter,
        int rowsAtATime) {

    /** Checks the sizes. */
    public FeedForwardPart {
        atLeast("intermediate_size", in.units(), 1);
        require(
                gate == null || gate.units() == in.units(),
                "The gate of a feed forward has %d units and what it multiplies %d; they must be"
                        + " the same.",
                gate == null ? 0 : gate.units(),
                in.units());
        atLeast("chunk_size_feed_forward", rowsAtATime, 0);
        rate("The dropout of hidden states", dropoutBefore);
        rate("The dropout of hidden states", dropoutInside);
        rate("The dropout of hidden states", dropoutAfter);
    }

    /**
     * One without a gate, after which elements are dropped.
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
        return new FeedForwardPart(norm, in, null, null, out, activation, 0, 0, dropout, 0);
    }
}
