/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.description;

import static org.efficienttransformers.settings.Require.atLeast;
import static org.efficienttransformers.settings.Require.rate;
import static org.efficienttransformers.settings.Require.require;

import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.position.RotaryPositions;
import org.efficienttransformers.settings.Settings;

/**
 * The attention of a layer, with the norm and the linear layer that go with it.
 *
 * @param name the name of the attention in checkpoints, within the layer
 * @param kind the mechanism
 * @param settings how the mechanism is set
 * @param heads h
 * @param keyHeads the number of heads of keys and values, which divides h: each serves as many
 *     heads of queries in a row. h unless heads are grouped
 * @param headSize d; h * d need not be e
 * @param causal true if a position sees itself and earlier ones only
 * @param bias true if the projections of queries, keys and values have a bias
 * @param rotary how queries and keys are turned by their positions; null for not at all
 * @param fused the name of one tensor that holds the projections of queries, keys and values, one
 *     after the other, within the attention; null if each has its own
 * @param norm the norm before the attention (pre-norm) or after the residual sum (post-norm),
 *     within the layer; null for none
 * @param output the linear layer after it, within the layer; null if it is part of the attention
 * @param probabilityDropout the rate at which probabilities are dropped in training
 * @param outputDropout the rate at which what the linear layer returns is dropped in training
 */
public record AttentionPart(
        String name,
        AttentionKind kind,
        Settings settings,
        int heads,
        int keyHeads,
        int headSize,
        boolean causal,
        boolean bias,
        RotaryPositions rotary,
        String fused,
        NormPart norm,
        LinearPart output,
        float probabilityDropout,
        float outputDropout) {

    /** Checks the sizes. */
    public AttentionPart {
        atLeast("num_attention_heads", heads, 1);
        require(
                keyHeads > 0 && heads % keyHeads == 0,
                "num_attention_heads is %d and num_key_value_heads is %d; the second must divide"
                        + " the first.",
                heads,
                keyHeads);
        atLeast("The size of a head", headSize, 1);
        rate("The dropout of attention", probabilityDropout);
        rate("The dropout of hidden states", outputDropout);
    }
}
