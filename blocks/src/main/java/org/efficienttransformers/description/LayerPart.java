/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.description;

import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.description.FusedPart.Slice;

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
        String name, boolean preNorm, AttentionPart attention, FeedForwardPart feedForward) {

    /**
     * {@return the linear layers that checkpoints hold together, of the attention and of the feed
     * forward}
     */
    public List<FusedPart> fused() {
        List<FusedPart> parts = new ArrayList<>();
        if (attention.fused() != null) {
            String within = attention.name() + ".";
            int keyRows = attention.keyHeads() * attention.headSize();
            parts.add(
                    new FusedPart(
                            within + attention.fused(),
                            List.of(
                                    new Slice(
                                            within + "query",
                                            attention.heads() * attention.headSize()),
                                    new Slice(within + "key", keyRows),
                                    new Slice(within + "value", keyRows))));
        }
        if (feedForward.fused() != null) {
            parts.add(feedForward.fused());
        }
        return parts;
    }
}
