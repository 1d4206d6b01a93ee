/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.generate;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import org.efficienttransformers.model.TransformerModel;

/**
 * Predicts the tokens that follow some texts, which are read piece by piece: see {@link
 * TextGenerator}. Not for several threads at once.
 */
public interface TokenPredictor extends AutoCloseable {

    /**
     * Reads on in all texts.
     *
     * @param logarithms true for the logarithms of probabilities, false for logits
     * @param tokens the next tokens of each text, of each equally many, one or more
     * @return for each text, the score of each token of the vocabulary to be the one that follows
     * @throws IllegalArgumentException if there is no token, one isn't in the vocabulary, or the
     *     texts get longer than the model's positions
     */
    float[][] read(boolean logarithms, long[]... tokens);

    /**
     * Goes on with other texts: those that some of the texts so far become.
     *
     * @param rows for each text from now on, the number of the one that it continues, from 0
     */
    void reorder(int... rows);

    /** {@return how long the texts can get, in tokens} */
    int maxLength();

    @Override
    void close();

    /**
     * Makes a predictor that continues texts.
     *
     * @param model a causal language model
     * @param manager owns what is remembered
     * @return a predictor of no text yet
     * @throws IllegalArgumentException if the model has another head
     */
    static TokenPredictor of(TransformerModel model, NDManager manager) {
        return new ModelPredictor(model, model.reading(manager));
    }

    /**
     * Makes a predictor that writes texts about others, each of which is encoded once.
     *
     * @param model an encoder-decoder that generates
     * @param source the texts to write about: {@code input_ids}, {@code attention_mask}, {@code
     *     global_attention_mask}, (b, m)
     * @param manager owns what is remembered
     * @return a predictor of as many texts, empty yet
     * @throws IllegalArgumentException if the model has another head, or doesn't take the texts
     */
    static TokenPredictor of(TransformerModel model, NDList source, NDManager manager) {
        return new ModelPredictor(model, model.reading(source, manager));
    }
}
