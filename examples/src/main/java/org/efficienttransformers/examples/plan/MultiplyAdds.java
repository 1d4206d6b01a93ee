/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.plan;

import org.efficienttransformers.attention.AttentionCost;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.settings.Settings;

/** How many multiplications with an addition an encoder makes for one text: its time, in order. */
public final class MultiplyAdds {

    private MultiplyAdds() {}

    /**
     * Counts those of all layers: linear layers and attention.
     *
     * @param kind the mechanism
     * @param sizes the encoder
     * @param settings of the mechanism
     * @param length the number of tokens, n
     * @return the number
     */
    public static double of(AttentionKind kind, EncoderSizes sizes, Settings settings, int length) {
        double e = sizes.hidden();
        AttentionCost cost = kind.cost(sizes.attention(length), settings, length);
        // The projections of the attention; up and down again.
        double linear = length * (cost.projections() * e * e + 2 * e * sizes.intermediate());
        return sizes.layers() * (linear + cost.multiplyAdds());
    }
}
