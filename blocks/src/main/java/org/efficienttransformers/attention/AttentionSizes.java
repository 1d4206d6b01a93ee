/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import static org.efficienttransformers.settings.Require.require;

import org.efficienttransformers.attention.position.RotaryPositions;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.settings.Require;

/**
 * What every mechanism is built from, whatever its own settings.
 *
 * @param hiddenSize the embedding size e
 * @param heads the number of heads h
 * @param keyHeads the number of heads of keys and values, which divides h; each serves as many
 *     heads of queries in a row. h unless heads are grouped
 * @param headSize the size of a head d
 * @param maxLength the length of the longest text
 * @param layers the number of layers of the encoder
 * @param causal true if a position sees itself and earlier ones only
 * @param bias true if projections have a bias; Reformer's never do
 * @param dropout the rate at which attention probabilities are dropped in training
 * @param rotary how queries and keys are turned by their positions; null if they aren't
 * @param kernels the form of the kernels
 */
public record AttentionSizes(
        int hiddenSize,
        int heads,
        int keyHeads,
        int headSize,
        int maxLength,
        int layers,
        boolean causal,
        boolean bias,
        float dropout,
        RotaryPositions rotary,
        KernelMode kernels) {

    /** Checks each size. */
    public AttentionSizes {
        Require.atLeast("hiddenSize", hiddenSize, 1);
        Require.atLeast("heads", heads, 1);
        Require.atLeast("headSize", headSize, 1);
        require(
                keyHeads > 0 && heads % keyHeads == 0,
                "There are %d heads of queries and %d of keys; the second must divide the first.",
                heads,
                keyHeads);
        Require.atLeast("maxLength", maxLength, 1);
        Require.atLeast("layers", layers, 1);
        Require.rate("dropout", dropout);
    }

    /**
     * Makes the sizes of an encoder whose heads divide the embedding; the rest as by default: not
     * causal, with biases, no dropout, no rotary positions, the fastest kernels.
     *
     * @param hiddenSize the embedding size e
     * @param heads the number of heads h, which divides e
     * @param maxLength the length of the longest text
     * @param layers the number of layers
     * @return the sizes
     */
    public static AttentionSizes of(int hiddenSize, int heads, int maxLength, int layers) {
        require(
                heads > 0 && hiddenSize % heads == 0,
                "hiddenSize is %d and heads is %d; both must be positive, and heads must divide"
                        + " hiddenSize.",
                hiddenSize,
                heads);
        return new AttentionSizes(
                hiddenSize,
                heads,
                heads,
                hiddenSize / heads,
                maxLength,
                layers,
                false,
                true,
                0,
                null,
                KernelMode.AUTO);
    }

    /**
     * {@return these with other heads}
     *
     * @param number the number of heads h
     * @param ofKeys the number of heads of keys and values, which divides that of queries
     * @param size the size of a head d
     */
    public AttentionSizes withHeads(int number, int ofKeys, int size) {
        return new AttentionSizes(
                hiddenSize,
                number,
                ofKeys,
                size,
                maxLength,
                layers,
                causal,
                bias,
                dropout,
                rotary,
                kernels);
    }

    /**
     * {@return these, causal or not}
     *
     * @param wanted true if a position sees itself and earlier ones only
     */
    public AttentionSizes withCausal(boolean wanted) {
        return with(wanted, bias, dropout, rotary, kernels);
    }

    /**
     * {@return these, with or without biases}
     *
     * @param wanted true if projections have one
     */
    public AttentionSizes withBias(boolean wanted) {
        return with(causal, wanted, dropout, rotary, kernels);
    }

    /**
     * {@return these with dropout}
     *
     * @param rate from 0 to below 1
     */
    public AttentionSizes withDropout(float rate) {
        return with(causal, bias, rate, rotary, kernels);
    }

    /**
     * {@return these with rotary positions}
     *
     * @param positions how queries and keys are turned; null if they aren't
     */
    public AttentionSizes withRotary(RotaryPositions positions) {
        return with(causal, bias, dropout, positions, kernels);
    }

    /**
     * {@return these with another form of the kernels}
     *
     * @param mode the form
     */
    public AttentionSizes withKernels(KernelMode mode) {
        return with(causal, bias, dropout, rotary, mode);
    }

    private AttentionSizes with(
            boolean isCausal,
            boolean hasBias,
            float rate,
            RotaryPositions positions,
            KernelMode mode) {
        return new AttentionSizes(
                hiddenSize,
                heads,
                keyHeads,
                headSize,
                maxLength,
                layers,
                isCausal,
                hasBias,
                rate,
                positions,
                mode);
    }
}
