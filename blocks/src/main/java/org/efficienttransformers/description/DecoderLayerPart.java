/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.description;

/**
 * A layer of a decoder: causal attention to its own text, attention to the encoder's states, and
 * feed forward, each with a residual sum.
 *
 * @param name the name in checkpoints, within the backbone, such as {@code decoder.layers.0}
 * @param preNorm true if norms come before each part, false if after each residual sum
 * @param self attention to the text so far
 * @param source attention to the encoder's states
 * @param feedForward the feed forward
 */
public record DecoderLayerPart(
        String name,
        boolean preNorm,
        DecoderAttentionPart self,
        DecoderAttentionPart source,
        FeedForwardPart feedForward) {}
