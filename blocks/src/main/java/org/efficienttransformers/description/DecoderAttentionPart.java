/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.description;

import static org.efficienttransformers.settings.Require.atLeast;
import static org.efficienttransformers.settings.Require.rate;
import static org.efficienttransformers.settings.Require.require;

import org.efficienttransformers.attention.position.RelativePositions;

/**
 * One of the two attentions of a decoder's layer.
 *
 * @param name the name in checkpoints, within the layer
 * @param names what its linear layers are called, within that name
 * @param heads the number of heads h
 * @param headSize the size of a head d
 * @param bias true if its linear layers have a bias
 * @param scale what the products of queries and keys are multiplied by
 * @param relative the biases of distances, which the first layer holds for all; null for none
 * @param norm the norm before it (pre-norm) or after the residual sum (post-norm), within the layer
 * @param probabilityDropout the rate at which probabilities are dropped in training
 * @param outputDropout the rate of dropout after the output projection, in training
 */
public record DecoderAttentionPart(
        String name,
        Names names,
        int heads,
        int headSize,
        boolean bias,
        double scale,
        RelativePositions relative,
        NormPart norm,
        float probabilityDropout,
        float outputDropout) {

    /**
     * What linear layers are called.
     *
     * @param query that of queries
     * @param key that of keys
     * @param value that of values
     * @param output that of the output
     */
    public record Names(String query, String key, String value, String output) {}

    /** Checks the sizes. */
    public DecoderAttentionPart {
        atLeast("decoder_attention_heads", heads, 1);
        atLeast("The size of a head", headSize, 1);
        require(scale > 0, "The scale of scores is %s; it must be above 0.", scale);
        rate("The dropout of attention", probabilityDropout);
        rate("The dropout of hidden states", outputDropout);
    }
}
