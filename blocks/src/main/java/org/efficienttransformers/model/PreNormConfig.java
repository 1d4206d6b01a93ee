/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import java.util.Map;

/**
 * Sizes of a {@link PreNormModel}.
 *
 * @param vocabSize number of words
 * @param hiddenSize e
 * @param numHiddenLayers number of layers
 * @param intermediateSize size of the feed-forward layers inside
 * @param maxPositionEmbeddings length of the longest text
 * @param fixedPositions true for sines and cosines of the position, false for a learned table
 * @param finalNorm true for a LayerNorm above the last layer
 * @param attentionOutputBias true for a bias behind the attention
 * @param tied true if a language model's decoder is the table of words, without a bias; false if it
 *     is a linear layer of its own
 * @param hiddenDropoutProb dropout rate of embeddings and inside feed-forward layers, in training
 */
public record PreNormConfig(
        int vocabSize,
        int hiddenSize,
        int numHiddenLayers,
        int intermediateSize,
        int maxPositionEmbeddings,
        boolean fixedPositions,
        boolean finalNorm,
        boolean attentionOutputBias,
        boolean tied,
        float hiddenDropoutProb) {

    /** Checks each size. */
    public PreNormConfig {
        Map.of(
                        "The number of words", vocabSize,
                        "The hidden size", hiddenSize,
                        "The number of layers", numHiddenLayers,
                        "The intermediate size", intermediateSize,
                        "The number of positions", maxPositionEmbeddings)
                .forEach(PreNormConfig::positive);
        if (fixedPositions && hiddenSize % 2 != 0) {
            throw new IllegalArgumentException(
                    "The hidden size is " + hiddenSize + "; for fixed positions it must be even.");
        }
        if (!(hiddenDropoutProb >= 0 && hiddenDropoutProb < 1)) {
            throw new IllegalArgumentException(
                    "The dropout rate is " + hiddenDropoutProb + "; it must be from 0 to below 1.");
        }
    }

    private static void positive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be above 0.");
        }
    }
}
