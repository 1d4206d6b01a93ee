/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.generate;

import ai.djl.ndarray.NDManager;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.model.TransformerModel;

/**
 * Predicts the token that follows a text, which is read piece by piece: see {@link TokenGenerator}.
 * Not for several threads at once.
 */
public interface TokenPredictor extends AutoCloseable {

    /**
     * Reads on.
     *
     * @param tokens the next tokens of the text, one or more
     * @return the logit of each token of the vocabulary to be the one that follows
     * @throws IllegalArgumentException if there is no token, one isn't in the vocabulary, or the
     *     text gets longer than the model's positions
     */
    float[] read(long... tokens);

    /**
     * Returns how long the text can get.
     *
     * @return a number of tokens
     */
    int maxLength();

    /** {@inheritDoc} */
    @Override
    void close();

    /**
     * Makes a predictor that remembers what it has read, if the model can be read piece by piece,
     * or else computes the whole text again for each token.
     *
     * @param model a model with the head {@link Head#CAUSAL_LM}
     * @param manager owns what is remembered
     * @return a predictor of no text yet
     * @throws IllegalArgumentException if the model has another head
     */
    static TokenPredictor of(TransformerModel model, NDManager manager) {
        if (ReformerPredictor.canRead(model)) {
            return new ReformerPredictor(model, manager);
        }
        return PerformerPredictor.canRead(model)
                ? new PerformerPredictor(model, manager)
                : new WholeTextPredictor(model, manager);
    }
}
