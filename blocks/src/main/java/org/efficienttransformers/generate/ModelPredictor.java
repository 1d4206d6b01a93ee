/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.generate;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import org.efficienttransformers.kernel.HostArrays;
import org.efficienttransformers.model.TextReading;
import org.efficienttransformers.model.TransformerModel;

/** Predicts by a model that remembers what it has read. */
final class ModelPredictor implements TokenPredictor {

    private final TransformerModel model;
    private final TextReading reading;

    ModelPredictor(TransformerModel model, TextReading reading) {
        this.model = model;
        this.reading = reading;
    }

    @Override
    public float[][] read(boolean logarithms, long[]... tokens) {
        check(tokens);
        try (NDManager scope = reading.manager().newSubManager()) {
            NDArray logits = reading.read(scope, tokens).toType(DataType.FLOAT32, false);
            float[] all = HostArrays.floats(logarithms ? logits.logSoftmax(-1) : logits);
            int words = all.length / tokens.length;
            float[][] scores = new float[tokens.length][words];
            for (int i = 0; i < scores.length; i++) {
                System.arraycopy(all, i * words, scores[i], 0, words);
            }
            return scores;
        }
    }

    private void check(long[]... tokens) {
        require(
                tokens.length > 0 && tokens[0].length > 0,
                "There are no tokens; give one or more.");
        int length = reading.length() + tokens[0].length;
        require(
                length <= maxLength(),
                "The text gets %d tokens long, and the model takes at most %d.",
                length,
                maxLength());
        for (long[] row : tokens) {
            require(
                    row.length == tokens[0].length,
                    "There are %d tokens for one text and %d for another; give equally many.",
                    tokens[0].length,
                    row.length);
            for (long token : row) {
                require(
                        token >= 0 && token < model.vocabSize(),
                        "There is a token %d; allowed: from 0 to %d (vocab_size is %d).",
                        token,
                        model.vocabSize() - 1,
                        model.vocabSize());
            }
        }
    }

    @Override
    public void reorder(int... rows) {
        reading.reorder(rows);
    }

    @Override
    public int maxLength() {
        return reading.maxLength();
    }

    @Override
    public void close() {
        reading.close();
    }
}
