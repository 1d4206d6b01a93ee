/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import org.efficienttransformers.attention.window.GlobalTokens;

/**
 * Which tokens are global, in the form that Blocks read or in that of programs: both are made of
 * the numbers on the host, so that nothing waits for a GPU to give them back.
 */
final class GlobalMask {

    private final ModelInputs inputs;
    private final long[] mask;
    private final DataType type;

    /**
     * Takes the numbers.
     *
     * @param inputs what they belong to
     * @param mask 1 at global tokens and 0 elsewhere, row by row
     * @param type the type of the parameters
     */
    GlobalMask(ModelInputs inputs, long[] mask, DataType type) {
        this.inputs = inputs;
        this.mask = mask;
        this.type = type;
    }

    /** The mask, (b, n). */
    NDArray array() {
        return inputs.create(mask).toType(type, false);
    }

    /** The positions of global tokens that aren't padding, (b, g), n for none; null without any. */
    NDArray positions() {
        long[] visible = inputs.given(ModelInputs.ATTENTION_MASK);
        boolean[] global = new boolean[mask.length];
        for (int i = 0; i < mask.length; i++) {
            global[i] = mask[i] != 0 && (visible == null || visible[i] != 0);
        }
        int batch = Math.toIntExact(inputs.shape().get(0));
        return GlobalTokens.positions(inputs.manager(), global, batch);
    }
}
