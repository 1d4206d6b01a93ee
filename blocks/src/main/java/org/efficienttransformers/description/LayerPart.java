/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.description;

/**
 * A layer: attention and feed forward, each with a residual sum.
 *
 * @param name its name in checkpoints, such as {@code encoder.layer.0}
 * @param preNorm true if the norms stand before attention and feed forward, so that the residual
 *     stream runs through untouched; false if they stand after the residual sums
 * @param attention the attention
 * @param feedForward the feed forward
 */
public record LayerPart(
        String name, boolean preNorm, AttentionPart attention, FeedForwardPart feedForward) {}
