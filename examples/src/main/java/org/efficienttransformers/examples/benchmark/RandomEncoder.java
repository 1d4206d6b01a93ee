/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.examples.plan.EncoderSizes;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.settings.Settings;

/** Encoders with random weights: time and memory depend on sizes only. */
public final class RandomEncoder {

    private RandomEncoder() {}

    /**
     * Makes an encoder without a head.
     *
     * @param kind its attention
     * @param sizes its sizes
     * @param settings of the attention
     * @param length the longest text
     * @param manager owns the weights
     * @return the encoder, initialized
     */
    public static TransformerModel of(
            AttentionKind kind,
            EncoderSizes sizes,
            Settings settings,
            int length,
            NDManager manager) {
        TransformerModel model =
                RandomModel.of(
                                kind,
                                settings,
                                sizes.vocabulary(),
                                sizes.hidden(),
                                sizes.layers(),
                                sizes.heads(),
                                sizes.intermediate(),
                                length)
                        .build(Head.BASE, KernelMode.AUTO);
        Engine.getInstance().setRandomSeed(1);
        model.initialize(manager, DataType.FLOAT32, new Shape(1, 1));
        return model;
    }
}
