/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.plan;

import org.efficienttransformers.architecture.Architectures;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.examples.cli.BadInputException;

/**
 * The sizes of an encoder that time and memory depend on.
 *
 * @param layers the number of layers
 * @param hidden the embedding size, e
 * @param heads the number of heads, h, which divides e
 * @param intermediate the width of the feed-forward layers, i
 * @param vocabulary the number of words
 */
public record EncoderSizes(int layers, int hidden, int heads, int intermediate, int vocabulary) {

    /** BERT and RoBERTa of base size, with RoBERTa's vocabulary. */
    public static final EncoderSizes BASE = new EncoderSizes(12, 768, 12, 3072, 50_265);

    /** BERT and RoBERTa of large size, with RoBERTa's vocabulary. */
    public static final EncoderSizes LARGE = new EncoderSizes(24, 1024, 16, 4096, 50_265);

    /** Checks that all are positive, and that heads divide the embedding. */
    public EncoderSizes {
        if (layers < 1 || hidden < 1 || heads < 1 || intermediate < 1 || vocabulary < 1) {
            throw new BadInputException(
                    "The sizes are %s layers, %s hidden, %s heads, %s intermediate"
                            + " and %s words; all must be 1 or more.",
                    layers, hidden, heads, intermediate, vocabulary);
        }
        if (hidden % heads != 0) {
            throw new BadInputException(
                    "%s heads don't divide %s hidden evenly; they must.", heads, hidden);
        }
    }

    /**
     * Reads the sizes of a checkpoint.
     *
     * @param config its config.json
     * @return the sizes of the model that its architecture describes; of one with a decoder, those
     *     of the encoder
     * @throws IllegalArgumentException if it has a value that isn't supported
     */
    public static EncoderSizes of(PretrainedConfig config) {
        ModelDescription model = Architectures.of(config).describe(config, Head.BASE);
        LayerPart layer = model.layers().get(0);
        return new EncoderSizes(
                model.layers().size(),
                model.embeddings().hiddenSize(),
                layer.attention().heads(),
                layer.feedForward().in().units(),
                model.embeddings().vocabSize());
    }

    /** {@return the size of a head, d} */
    public int headSize() {
        return hidden / heads;
    }

    /**
     * Returns what the attention needs to know.
     *
     * @param length the length of the longest text
     * @return its sizes
     */
    public AttentionSizes attention(int length) {
        return AttentionSizes.of(hidden, heads, length, layers);
    }
}
