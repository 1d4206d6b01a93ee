/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.generate;

/** Changes the scores of the tokens that may follow a text, before one is chosen. */
@FunctionalInterface
public interface ScoreProcessor {

    /**
     * Changes them.
     *
     * @param row the number of the text among those that are generated, from 0; those of one
     *     prompt, its beams or copies, follow each other
     * @param text the text so far
     * @param scores the score of each token, logits or logarithms of probabilities; changed
     */
    void process(int row, long[] text, float[] scores);
}
