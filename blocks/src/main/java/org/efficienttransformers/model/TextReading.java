/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Reads texts on and on with a model that remembers what it has read: what {@code generate}
 * computes tokens by. Not for several threads at once.
 */
public interface TextReading extends AutoCloseable {

    /** {@return the owner of what is remembered, a manager on the device of the parameters} */
    NDManager manager();

    /**
     * Reads the next tokens of each text.
     *
     * @param scope owns what is made on the way, and the result
     * @param tokens the tokens of each text, of each equally many, in range
     * @return the logits of the token that follows, (b, vocabulary)
     */
    NDArray read(NDManager scope, long[]... tokens);

    /** {@return how many tokens of each text were read} */
    int length();

    /** {@return how long the texts can get, in tokens} */
    int maxLength();

    /**
     * Goes on with other texts: those that some of the texts so far become.
     *
     * @param rows for each text from now on, the number of the one that it continues, from 0
     */
    void reorder(int... rows);

    @Override
    void close();
}
